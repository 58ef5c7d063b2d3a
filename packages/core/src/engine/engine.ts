import type { BackendName } from "../backend.js";
import type { Checkpoint, Tensor } from "../checkpoint/index.js";
import type { WeightType } from "../onnx/weights.js";
import type { TokenBatch } from "../tokenizer/index.js";

/** The engines, fastest first. */
export const engineNames = ["onnx", "tfjs"] as const;

/**
 * What computes the embeddings. "onnx": ONNX Runtime, native in Node, WebGPU or WebAssembly in a page. "tfjs":
 * TensorFlow.js, whose models can be looked into and trained.
 */
export type EngineName = (typeof engineNames)[number];

/** "projected": the shared space, `projectionDim` wide. "preProjection": the tower's own output, `hiddenSize` wide. */
export type Features = "projected" | "preProjection";

/** What an engine takes of a checked checkpoint. That of an image tower alone has no tensors of a text tower. */
export type EngineCheckpoint = Pick<Checkpoint, "name" | "config" | "tensors">;

/** Texts that are run at once. */
export interface TextPass {
  /** Which texts of the batch. */
  rows: number[];
  /** Their embeddings in the order of `rows`, not normalized: `[rows.length, cols]`. */
  run(features: Features): Promise<Float32Array>;
}

/** Computes what a model's towers give; `Clip` does all the rest. */
export interface Engine {
  readonly name: EngineName;
  readonly backend: BackendName;
  /** How the matrices are stored and multiplied. */
  readonly dtype: WeightType;
  /** Images in one pass where nobody says otherwise. */
  readonly imageBatch: number;
  /** Batches that are computed at the same time. */
  readonly streams: number;
  /** Image embeddings, not normalized: pixels `[rows, 3, size, size]` -> `[rows, cols]`. */
  embedPixels(pixels: Float32Array, rows: number, features: Features): Promise<Float32Array>;
  /** Splits texts into passes, each of at most `batchSize` texts if that is given. */
  textPasses(tokens: TokenBatch, batchSize?: number): TextPass[];
  /** The parameters as the checkpoint has them, in float32. Throws `bad-argument` after `dispose`. */
  tensors(): Promise<Map<string, Tensor>>;
  /** Frees the parameters. A second call does nothing. */
  dispose(): void;
}
