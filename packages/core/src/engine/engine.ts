import type { BackendName } from "../backend.js";
import type { Checkpoint, Tensor } from "../checkpoint/index.js";
import type { WeightType } from "../onnx/weights.js";
import type { TokenBatch } from "../tokenizer/index.js";

/** The engines, fastest first. */
export const engineNames = ["onnx", "tfjs"] as const;

/**
 * The library that computes embeddings. "onnx": ONNX Runtime, native in Node, WebGPU or WebAssembly in
 * browsers. "tfjs": TensorFlow.js, which supports inspecting and training models.
 */
export type EngineName = (typeof engineNames)[number];

/**
 * "projected": the shared space, `projectionDim` wide. "preProjection": the tower's output before projection,
 * `hiddenSize` wide.
 */
export type Features = "projected" | "preProjection";

/** The parts of a checked checkpoint that an engine needs. An image-only checkpoint has no text tensors. */
export type EngineCheckpoint = Pick<Checkpoint, "name" | "config" | "tensors">;

/** Texts that are run together. */
export interface TextPass {
  /** Indices of the texts in the batch. */
  rows: number[];
  /** Computes their embeddings in the order of `rows`, not normalized: `[rows.length, cols]`. */
  run(features: Features): Promise<Float32Array>;
}

/** Runs a model's towers; `Clip` does everything else. */
export interface Engine {
  readonly name: EngineName;
  readonly backend: BackendName;
  /** Storage type of the matrices, and arithmetic of their products. */
  readonly dtype: WeightType;
  /** Threads that compute one operation, where the engine knows: the onnx engine's. */
  readonly threads?: number;
  /** Default number of images per forward pass. */
  readonly imageBatch: number;
  /** Number of batches computed concurrently. */
  readonly streams: number;
  /** Embeds images, not normalized: pixels `[rows, 3, size, size]` → `[rows, cols]`. */
  embedPixels(pixels: Float32Array, rows: number, features: Features): Promise<Float32Array>;
  /** Splits texts into passes, each of at most `batchSize` texts if given. */
  textPasses(tokens: TokenBatch, batchSize?: number): TextPass[];
  /** The parameters of the checkpoint in float32. Throws `bad-argument` after `dispose`. */
  tensors(): Promise<Map<string, Tensor>>;
  /** Frees the parameters. Further calls do nothing. */
  dispose(): void;
}
