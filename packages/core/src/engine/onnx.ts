import { ClipscopeError } from "@clipscope/types";
import { openOnnxRuntime } from "#platform";
import type { BackendName } from "../backend.js";
import type { Tensor } from "../checkpoint/index.js";
import { placeOf } from "../checkpoint/place.js";
import type { Dim, Graph } from "../onnx/graph.js";
import { imageGraph, type MakeWeights, packedTextGraph } from "../onnx/inference.js";
import { Weights, type WeightType } from "../onnx/weights.js";
import { endPositions } from "../token-ids.js";
import type { TokenBatch } from "../tokenizer/index.js";
import type { CompiledGraph, Compiler } from "./compiler.js";
import type { Engine, EngineCheckpoint, Features, TextPass } from "./engine.js";
import type { OnnxRuntime, OnnxRuntimeOptions } from "./runtime.js";
import { packedInputs, packTexts, type TextPack } from "./text-packs.js";

export interface OnnxOptions extends OnnxRuntimeOptions {
  /**
   * Default "float32". "float16" stores matrices in half precision and computes in float32; "int8" stores and
   * multiplies integers, on the CPU only.
   */
  dtype?: WeightType;
}

/** Tokens per pack of texts, and packs per pass. */
const PACK_TOKENS = 128;
const PACKS_IN_PASS = 4;

/** The model as ONNX Runtime graphs; each tower is compiled on first use. */
export class OnnxEngine implements Engine {
  readonly name = "onnx";
  readonly imageBatch = 8;
  readonly backend: BackendName;
  readonly threads?: number;
  readonly streams: number;
  #compiler: Compiler | undefined;
  #images: Promise<CompiledGraph> | undefined;
  #texts: Promise<CompiledGraph> | undefined;
  #disposed = false;

  private constructor(
    private readonly checkpoint: EngineCheckpoint,
    private readonly runtime: OnnxRuntime,
    readonly dtype: WeightType,
  ) {
    this.backend = runtime.backend;
    if (runtime.threads !== undefined) this.threads = runtime.threads;
    this.streams = runtime.streams;
  }

  /**
   * Opens an engine for a checked checkpoint. Throws `unknown-backend`, and `bad-argument` for int8 on a GPU
   * or an invalid `streams`.
   */
  static async open(
    checkpoint: EngineCheckpoint,
    { dtype = "float32", ...options }: OnnxOptions,
  ): Promise<OnnxEngine> {
    const { streams = 1 } = options;
    if (!(Number.isInteger(streams) && streams > 0)) {
      const got = `streams should be a whole number above 0, got ${streams}.`;
      throw new ClipscopeError("bad-argument", got);
    }
    const runtime = await openOnnxRuntime(options, { gpu: dtype !== "int8" });
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
    const feeds = { pixel_values: { data: pixels, dims: [rows, 3, size, size] } };
    const graph = await this.#images;
    this.#refuseIfDisposed();
    return graph.run(feeds, features === "projected" ? "image_embeds" : "pooler_output");
  }

  textPasses(tokens: TokenBatch, batchSize?: number): TextPass[] {
    const lengths = endPositions(tokens, this.checkpoint.config.text).map((end) => end + 1);
    const capacity = lengths.reduce((a, b) => Math.max(a, b), PACK_TOKENS);
    const packs = packTexts(tokens.ids, tokens.contextLength, lengths, capacity, batchSize);
    const few = Math.ceil(packs.length / this.streams); // for every stream to have some
    const packsInPass = Math.min(PACKS_IN_PASS, few);
    const groups: TextPack[][] = [];
    let texts = 0;
    for (const pack of packs) {
      const group = groups.at(-1);
      texts += pack.texts.length;
      if (group && group.length < packsInPass && texts <= (batchSize ?? texts)) group.push(pack);
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
    // Graphs being compiled can be freed only afterward.
    void Promise.allSettled([this.#images, this.#texts]).then(() => this.#compiler?.close());
  }

  async #runPacks(packs: TextPack[], features: Features): Promise<Float32Array> {
    this.#refuseIfDisposed();
    this.#texts ??= this.#compile(packedTextGraph);
    // GPUs compile programs for each new shape, so keep the number of lengths small.
    const step = this.backend === "webgpu" ? 32 : 1;
    const { batch, length, ends, ids, positions, bias, pick } = packedInputs(packs, step);
    const feeds = {
      input_ids: { data: ids, dims: [batch, length] },
      position_ids: { data: positions, dims: [batch, length] },
      bias: { data: bias, dims: [batch, length, length] },
      pick: { data: pick, dims: [batch, ends, length] },
    };
    const output = features === "projected" ? "text_embeds" : "pooler_output";
    const graph = await this.#texts;
    this.#refuseIfDisposed();
    const data = await graph.run(feeds, output); // [batch · ends, cols]
    const cols = data.length / (batch * ends);
    const rows = packs.flatMap((pack, b) => pack.texts.map((_, i) => b * ends + i));
    const found = new Float32Array(rows.length * cols);
    for (const [to, row] of rows.entries()) found.set(data.subarray(row * cols, (row + 1) * cols), to * cols);
    return found;
  }

  async #compile(
    build: (config: EngineCheckpoint["config"], makeWeights: MakeWeights) => Graph<Dim>,
  ): Promise<CompiledGraph> {
    const { config, tensors } = this.checkpoint;
    this.#compiler ??= this.runtime.openCompiler();
    const folder = this.runtime.mapsFiles ? folderOf(tensors) : undefined;
    const placed = (name: string) => {
      const tensor = tensors.get(name);
      const place = tensor && placeOf(tensor);
      if (!place || dirOf(place.file.path) !== folder) return undefined;
      place.file.read(0, 0); // throws if the file has changed, since the runtime would read the new content
      return place;
    };
    const graph = build(config, (g) => new Weights(g, tensors, this.dtype, { placeOf: placed }));
    return this.#compiler.compile({ bytes: graph.encode(), folder });
  }

  #refuseIfDisposed(): void {
    if (!this.#disposed) return;
    throw new ClipscopeError(
      "bad-argument",
      `The model ${this.checkpoint.name} has been disposed. Load it again.`,
    );
  }
}

const dirOf = (path: string) => path.slice(0, Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);

/** The folder of the first file that holds external tensors; undefined if all are in memory. */
function folderOf(tensors: ReadonlyMap<string, Tensor>): string | undefined {
  for (const tensor of tensors.values()) {
    const place = placeOf(tensor);
    if (place) return dirOf(place.file.path);
  }
  return undefined;
}
