import { availableParallelism } from "node:os";
import type { Worker } from "node:worker_threads";
import { ClipscopeError, type ClipscopeErrorCode } from "@clipscope/types";
import { type ClipConfig, parameterShapes } from "../config.js";
import type { Parameters } from "./init.js";
import { LossStep } from "./loss-step.js";
import type { ShardOptions } from "./shard.js";
import type { Batch, StepResult, TrainingStep } from "./step.js";
import { startThread } from "./thread.js";

export { startThread };

/** Buffers shared by a worker thread and the main thread. */
interface ShardMemory {
  parameters: Parameters;
  batch: Batch;
  images: Float32Array;
  texts: Float32Array;
  imageSlopes: Float32Array;
  textSlopes: Float32Array;
  gradients: Parameters;
}

export interface ShardSetup {
  config: ClipConfig;
  options: ShardOptions;
  memory: ShardMemory;
}

/** "start" is answered once the thread is ready. */
export type ShardRequest = "start" | "embed" | "back";

export interface ShardReply {
  error?: Error;
  /** Code of a `ClipscopeError`, which is lost when errors cross threads. */
  code?: ClipscopeErrorCode;
}

export interface ParallelStepOptions {
  /** Rows per batch, over all threads. */
  batchSize: number;
  textLength: number;
  /** Number of threads, each computing an equal part of the batch. Default: one per core. */
  workers?: number;
  /** Rows that a thread computes at once. Default: the largest divisor of its rows, up to 64. */
  chunkRows?: number;
  /** "recompute" holds the activations of only one chunk at a time, for a third more time. */
  activations?: ShardOptions["activations"];
}

/**
 * The training step, split over threads of ONNX Runtime, for Node (CLIP §2.5: "the calculation of embedding
 * similarities was also sharded"). Every thread embeds its part of the batch; the loss is computed over all
 * embeddings, so every thread's texts are negatives for every image; then every thread back-propagates its
 * embeddings' gradients. The parameters' gradients are those of the whole batch, summed in thread order: runs
 * with equal seeds and equally many threads are identical.
 */
export class ParallelStep implements TrainingStep {
  private constructor(
    private readonly batchSize: number,
    private readonly whole: ShardMemory,
    private readonly shards: ShardThread[],
    private readonly loss: LossStep,
  ) {}

  /** Throws `bad-argument` if the batch can't be divided evenly. */
  static async create(config: ClipConfig, given: ParallelStepOptions): Promise<ParallelStep> {
    const { batchSize, textLength, workers = availableParallelism(), activations = "keep" } = given;
    const rows = batchSize / workers;
    const { chunkRows = largestPart(rows) } = given;
    if (![rows, rows / chunkRows].every(Number.isInteger)) {
      throw new ClipscopeError(
        "bad-argument",
        `A batch of ${batchSize} rows can't be divided among ${workers} threads in chunks of ${chunkRows}: ` +
          `batchSize should be a multiple of workers · chunkRows.`,
      );
    }
    const { imageSize } = config.vision;
    const lengths = new Map([...parameterShapes(config)].map(([name, shape]) => [name, product(shape)]));
    const parameters = shared(lengths);
    const pixels = sharedFloats(batchSize * 3 * imageSize ** 2);
    const ids = new Int32Array(new SharedArrayBuffer(4 * batchSize * textLength));
    const ends = new Int32Array(new SharedArrayBuffer(4 * batchSize));
    const embeddings = () => sharedFloats(batchSize * config.projectionDim);
    const [images, texts, imageSlopes, textSlopes] = [embeddings(), embeddings(), embeddings(), embeddings()];
    lengths.delete("logit_scale"); // its gradient comes from the loss
    const shards = Array.from({ length: workers }, (_, i) => {
      const part = <T extends Float32Array | Int32Array>(all: T) =>
        all.subarray((i * all.length) / workers, ((i + 1) * all.length) / workers) as T;
      return new ShardThread({
        config,
        options: { chunkRows, textLength, activations },
        memory: {
          parameters,
          batch: { pixels: part(pixels), ids: part(ids), ends: part(ends) },
          images: part(images),
          texts: part(texts),
          imageSlopes: part(imageSlopes),
          textSlopes: part(textSlopes),
          gradients: shared(lengths),
        },
      });
    });
    const batch = { pixels, ids, ends };
    const gradients = shards[0].memory.gradients;
    const whole = { parameters, batch, images, texts, imageSlopes, textSlopes, gradients };
    const loss = await LossStep.create(batchSize, config.projectionDim);
    const step = new ParallelStep(batchSize, whole, shards, loss);
    try {
      await step.all("start");
    } catch (error) {
      await step.dispose();
      throw error;
    }
    return step;
  }

  /** Computes the loss and gradients of a batch. The next run overwrites the gradients. */
  async run(parameters: Parameters, batch: Batch): Promise<StepResult> {
    const { whole, shards } = this;
    if (batch.ends.length !== this.batchSize) {
      throw new ClipscopeError(
        "wrong-shape",
        `This step was compiled for batches of ${this.batchSize} rows, got ${batch.ends.length}.`,
      );
    }
    for (const [name, values] of whole.parameters) values.set(parameters.get(name) as Float32Array);
    for (const name of ["pixels", "ids", "ends"] as const) whole.batch[name].set(batch[name]);
    await this.all("embed");
    const logitScale = parameters.get("logit_scale") as Float32Array;
    const { loss, slopes } = await this.loss.run(whole.images, whole.texts, logitScale);
    whole.imageSlopes.set(slopes.images);
    whole.textSlopes.set(slopes.texts);
    await this.all("back");
    for (const { memory } of shards.slice(1)) {
      for (const [name, sum] of whole.gradients) {
        const part = memory.gradients.get(name) as Float32Array;
        for (let i = 0; i < sum.length; i++) sum[i] += part[i];
      }
    }
    return { loss, gradients: new Map(whole.gradients).set("logit_scale", slopes.logitScale) };
  }

  async dispose(): Promise<void> {
    await Promise.all(this.shards.map((shard) => shard.stop()));
    await this.loss.dispose();
  }

  private async all(request: ShardRequest): Promise<void> {
    await Promise.all(this.shards.map((shard) => shard.ask(request)));
  }
}

class ShardThread {
  readonly memory: ShardMemory;
  private readonly worker: Worker;
  private ended?: ClipscopeError;
  private answer?: { resolve: () => void; reject: (error: Error) => void };

  constructor(setup: ShardSetup) {
    this.memory = setup.memory;
    this.worker = startThread("./shard-thread.js", import.meta.url, setup);
    this.worker.on("message", ({ code, error }: ShardReply) => {
      if (code) this.answer?.reject(new ClipscopeError(code, error?.message ?? ""));
      else if (error) this.answer?.reject(error);
      else this.answer?.resolve();
    });
    this.worker.on("error", (error) => this.answer?.reject(error));
    this.worker.on("exit", () => {
      this.ended = new ClipscopeError(
        "worker-lost",
        "A training thread has ended, perhaps for want of memory. Start the step again with fewer workers or a smaller batch; the parameters are as they were before it.",
      );
      this.answer?.reject(this.ended);
    });
  }

  ask(request: ShardRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.ended) return reject(this.ended);
      this.answer = { resolve, reject };
      this.worker.postMessage(request);
    });
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }
}

/** The largest divisor up to 64, since larger chunks are no faster. */
function largestPart(rows: number): number {
  let part = Math.min(64, Math.floor(rows));
  while (part > 1 && rows % part !== 0) part--;
  return part;
}

const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

function shared(lengths: ReadonlyMap<string, number>): Parameters {
  return new Map([...lengths].map(([name, length]) => [name, sharedFloats(length)]));
}
