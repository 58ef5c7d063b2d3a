import type { Worker } from "node:worker_threads";
import type { ClipTokenizer } from "@clipscope/core";
import type { Batch } from "@clipscope/core/training";
import { startThread } from "@clipscope/core/training/parallel";
import type { Recipe, Stage } from "./recipe.js";

export interface BatchSetup {
  recipe: Recipe;
  stage: Stage;
  tokenizer: Record<string, string>;
}

/** Makes batches on a separate thread, so that augmentation never delays the step. */
export class Batches {
  private readonly thread: Worker;
  private readonly waiting = new Map<
    number,
    { resolve: (batch: Batch) => void; reject: (e: Error) => void }
  >();

  constructor(recipe: Recipe, stage: Stage, tokenizer: ClipTokenizer) {
    const setup: BatchSetup = { recipe, stage, tokenizer: tokenizer.toFiles() };
    this.thread = startThread("./batches-thread.js", import.meta.url, setup);
    this.thread.on("message", ({ step, batch }: { step: number; batch: Batch }) => {
      this.waiting.get(step)?.resolve(batch);
      this.waiting.delete(step);
    });
    this.thread.on("error", (error) => {
      for (const { reject } of this.waiting.values()) reject(error);
    });
  }

  at(step: number): Promise<Batch> {
    return new Promise((resolve, reject) => {
      this.waiting.set(step, { resolve, reject });
      this.thread.postMessage(step);
    });
  }

  async stop(): Promise<void> {
    await this.thread.terminate();
  }
}
