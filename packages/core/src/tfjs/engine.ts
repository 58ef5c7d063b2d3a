import { ClipscopeError } from "@clipscope/types";
import type { BackendName, BackendOptions } from "../backend.js";
import type { Tensor } from "../checkpoint/index.js";
import { type ClipConfig, parameterShapes } from "../config.js";
import type { Engine, EngineCheckpoint, Features, TextPass } from "../engine/engine.js";
import { trim } from "../token-ids.js";
import type { TokenBatch } from "../tokenizer/index.js";
import { openBackend, withBackend } from "./backend.js";
import { checkDevice, type Device, deviceOf } from "./device.js";
import { originalParameter, type Parameters, prepareForInference } from "./layers.js";
import { textPooled, textProjected } from "./text.js";
import { type TF, tf } from "./tf.js";
import { visionPooled, visionProjected } from "./vision.js";

/** The model on a tfjs backend, with accessible parameters, as attention, gradients and training require. */
export class TfjsEngine implements Engine {
  readonly name = "tfjs";
  readonly dtype = "float32";
  readonly imageBatch = 32;
  readonly streams = 1;
  #disposed = false;
  readonly #device: Device | undefined;

  /** Takes ownership of the parameters, which are on the backend. */
  constructor(
    private readonly model: string,
    private readonly config: ClipConfig,
    readonly backend: BackendName,
    readonly parameters: Parameters,
  ) {
    this.#device = deviceOf(backend);
  }

  /** Starts the backend and uploads a checked checkpoint's parameters. Throws `unknown-backend`. */
  static async open(
    { name, config, tensors }: EngineCheckpoint,
    options: BackendOptions,
  ): Promise<TfjsEngine> {
    const backend = await openBackend(options);
    return withBackend(backend, async () => {
      const parameters = new Map<string, TF.Tensor>();
      for (const tensor of parameterShapes(config).keys()) {
        const found = tensors.get(tensor);
        if (found) parameters.set(tensor, tf.tensor(found.data, [...found.shape], "float32"));
      }
      prepareForInference(parameters);
      return new TfjsEngine(name, config, backend, parameters);
    });
  }

  embedPixels(pixels: Float32Array, rows: number, features: Features): Promise<Float32Array> {
    const size = this.config.vision.imageSize;
    const forward = features === "projected" ? visionProjected : visionPooled;
    return this.#run(() => forward(this.parameters, this.config, tf.tensor4d(pixels, [rows, 3, size, size])));
  }

  /** Groups texts of similar length, since each pass takes as long as its longest text. */
  textPasses({ ids, lengths, contextLength }: TokenBatch, batchSize = 32): TextPass[] {
    // GPU backends compile programs for each new shape, so keep the number of lengths small.
    const step = this.backend === "webgpu" || this.backend === "webgl" ? 8 : 1;
    const order = Array.from(lengths.keys()).sort((a, b) => lengths[a] - lengths[b]);
    const passes: TextPass[] = [];
    for (let start = 0; start < order.length; start += batchSize) {
      const rows = order.slice(start, start + batchSize);
      const run = (features: Features) => {
        const batch = new Int32Array(rows.length * contextLength);
        for (const [to, row] of rows.entries()) {
          batch.set(ids.subarray(row * contextLength, (row + 1) * contextLength), to * contextLength);
        }
        const tokens = trim({ ids: batch, rows: rows.length, contextLength }, this.config.text, step);
        const forward = features === "projected" ? textProjected : textPooled;
        return this.#run(() => forward(this.parameters, this.config, tokens));
      };
      passes.push({ rows, run });
    }
    return passes;
  }

  tensors(): Promise<Map<string, Tensor>> {
    return this.use(async () => {
      const tensors = new Map<string, Tensor>();
      for (const [name, shape] of parameterShapes(this.config)) {
        const tensor = originalParameter(this.parameters, name);
        if (!tensor) continue; // of a tower that this model lacks
        tensors.set(name, { dtype: "F32", shape, data: await tensor.data<"float32">() });
        if (tensor !== this.parameters.get(name)) tensor.dispose();
      }
      return tensors;
    });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const tensor of this.parameters.values()) tensor.dispose();
  }

  /** Runs a job on this engine's backend, unless the model is disposed. */
  use<T>(job: () => Promise<T>): Promise<T> {
    return withBackend(this.backend, async () => {
      if (this.#disposed) {
        throw new ClipscopeError("bad-argument", `The model ${this.model} has been disposed. Load it again.`);
      }
      checkDevice(this.backend, this.#device); // restoring the backend does not restore the parameters
      return job();
    });
  }

  #run(forward: () => TF.Tensor): Promise<Float32Array> {
    return this.use(async () => {
      const result = tf.tidy(forward);
      try {
        return (await result.data()) as Float32Array;
      } finally {
        result.dispose();
      }
    });
  }
}
