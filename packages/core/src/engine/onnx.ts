import type { InferenceSession } from "onnxruntime-node";
import { openOnnxRuntime } from "#platform";
import type { BackendName } from "../backend.js";
import type { Checkpoint, Tensor } from "../checkpoint/index.js";
import { ClipscopeError } from "../errors.js";
import type { Dim, Graph } from "../onnx/graph.js";
import { imageGraph, type MakeWeights, packedTextGraph } from "../onnx/inference.js";
import { Weights, type WeightType } from "../onnx/weights.js";
import { endPositions } from "../text.js";
import type { TokenBatch } from "../tokenizer/index.js";
import type { Engine, Features, TextPass } from "./engine.js";
import type { OnnxRuntime, OnnxRuntimeOptions } from "./runtime.js";
import { packedInputs, packTexts, type TextPack } from "./text-packs.js";

export interface OnnxOptions extends OnnxRuntimeOptions {
  /**
   * Default "float32". "float16" stores matrices in half precision and computes in float32; "int8" stores and
   * multiplies whole numbers, on the processor only.
   */
  dtype?: WeightType;
}

/** Tokens of texts that are laid side by side in one pack, and packs in one pass. */
const PACK_TOKENS = 128;
const PACKS_IN_PASS = 8;

type Feeds = Parameters<InferenceSession["run"]>[0];

/** The model as graphs that ONNX Runtime runs; each tower is compiled when it is first used. */
export class OnnxEngine implements Engine {
  readonly name = "onnx";
  readonly imageBatch = 16;
  readonly backend: BackendName;
  #images: Promise<InferenceSession> | undefined;
  #texts: Promise<InferenceSession> | undefined;
  #pixels = new Float32Array(0);
  #last: Promise<unknown> = Promise.resolve();
  #disposed = false;

  private constructor(
    private readonly checkpoint: Checkpoint,
    private readonly runtime: OnnxRuntime,
    private readonly dtype: WeightType,
  ) {
    this.backend = runtime.backend;
  }

  /** For a checked checkpoint. Throws `unknown-backend`, and `bad-argument` for int8 on a graphics card. */
  static async open(
    checkpoint: Checkpoint,
    { dtype = "float32", ...options }: OnnxOptions,
  ): Promise<OnnxEngine> {
    const runtime = await openOnnxRuntime(options);
    if (dtype === "int8" && runtime.backend === "webgpu") {
      throw new ClipscopeError(
        "bad-argument",
        'int8 runs on the processor only. Pass backend: "wasm", or another dtype.',
      );
    }
    return new OnnxEngine(checkpoint, runtime, dtype);
  }

  async embedPixels(pixels: Float32Array, rows: number, features: Features): Promise<Float32Array> {
    this.#refuseIfDisposed();
    const size = this.checkpoint.config.vision.imageSize;
    this.#images ??= this.#compile(imageGraph);
    const { Tensor } = this.runtime.ort;
    const feeds = () => ({ pixel_values: new Tensor("float32", this.#own(pixels), [rows, 3, size, size]) });
    return this.#run(this.#images, feeds, features === "projected" ? "image_embeds" : "pooler_output");
  }

  textPasses(tokens: TokenBatch, batchSize?: number): TextPass[] {
    const lengths = endPositions(tokens, this.checkpoint.config.text).map((end) => end + 1);
    const capacity = lengths.reduce((a, b) => Math.max(a, b), PACK_TOKENS);
    const packs = packTexts(tokens.ids, tokens.contextLength, lengths, capacity, batchSize);
    const groups: TextPack[][] = [];
    let texts = 0;
    for (const pack of packs) {
      const group = groups.at(-1);
      texts += pack.texts.length;
      if (group && group.length < PACKS_IN_PASS && texts <= (batchSize ?? texts)) group.push(pack);
      else {
        groups.push([pack]);
        texts = pack.texts.length;
      }
    }
    return groups.map((group) => ({
      rows: group.flatMap((pack) => pack.texts.map(({ row }) => row)),
      run: (features) => this.#runPacks(group, features),
    }));
  }

  async tensors(): Promise<Map<string, Tensor>> {
    this.#refuseIfDisposed();
    return this.checkpoint.tensors;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const session of [this.#images, this.#texts]) {
      this.#last = this.#last.then(async () => (await session)?.release()).catch(() => {});
    }
  }

  /** ONNX Runtime takes no memory that threads share. */
  #own(pixels: Float32Array): Float32Array {
    if (pixels.buffer instanceof ArrayBuffer) return pixels;
    if (this.#pixels.length < pixels.length) this.#pixels = new Float32Array(pixels.length);
    this.#pixels.set(pixels);
    return this.#pixels.subarray(0, pixels.length);
  }

  async #runPacks(packs: TextPack[], features: Features): Promise<Float32Array> {
    this.#refuseIfDisposed();
    this.#texts ??= this.#compile(packedTextGraph);
    const { Tensor } = this.runtime.ort;
    // A graphics card compiles programs for each new shape, so there the lengths are few.
    const step = this.backend === "webgpu" ? 32 : 1;
    const { batch, length, ends, ids, positions, bias, pick } = packedInputs(packs, step);
    const feeds = () => ({
      input_ids: new Tensor("int64", ids, [batch, length]),
      position_ids: new Tensor("int64", positions, [batch, length]),
      bias: new Tensor("float32", bias, [batch, length, length]),
      pick: new Tensor("float32", pick, [batch, ends, length]),
    });
    const output = features === "projected" ? "text_embeds" : "pooler_output";
    const data = await this.#run(this.#texts, feeds, output); // [batch · ends, cols]
    const cols = data.length / (batch * ends);
    const rows = packs.flatMap((pack, b) => pack.texts.map((_, i) => b * ends + i));
    const found = new Float32Array(rows.length * cols);
    for (const [to, row] of rows.entries()) found.set(data.subarray(row * cols, (row + 1) * cols), to * cols);
    return found;
  }

  async #compile(
    build: (config: Checkpoint["config"], makeWeights: MakeWeights) => Graph<Dim>,
  ): Promise<InferenceSession> {
    const { config, tensors } = this.checkpoint;
    const { ort, settings } = this.runtime;
    const graph = build(config, (g) => new Weights(g, tensors, this.dtype));
    return ort.InferenceSession.create(graph.encode(), { ...settings, logSeverityLevel: 3 });
  }

  /** Runs take turns: a session of onnxruntime-web computes one thing at a time. */
  #run(session: Promise<InferenceSession>, feeds: () => Feeds, output: string): Promise<Float32Array> {
    const result = this.#last.then(async () => {
      this.#refuseIfDisposed();
      const results = await (await session).run(feeds(), [output]);
      return results[output].data as Float32Array;
    });
    this.#last = result.catch(() => {});
    return result;
  }

  #refuseIfDisposed(): void {
    if (!this.#disposed) return;
    throw new ClipscopeError(
      "bad-argument",
      `The model ${this.checkpoint.name} has been disposed. Load it again.`,
    );
  }
}
