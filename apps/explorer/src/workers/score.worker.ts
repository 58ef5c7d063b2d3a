import { type Embeddings, throwIfCancelled } from "@clipscope/core";
import { scoreZeroShot, type ZeroShotScores } from "@clipscope/study";
import { type ZeroShot, zeroShot } from "@clipscope/toolkit";
import { type CallContext, serve } from "./rpc.js";

export interface ScoreRequest {
  /** `[images, width]` and `[classes, width]`, with rows of norm 1. */
  images: Embeddings;
  classifier: Embeddings;
  logitScale: number;
  topK: number;
}

const methods = {
  /** Predictions for images without labels. */
  async predict({ images, classifier, ...options }: ScoreRequest, call: CallContext): Promise<ZeroShot> {
    await unlessOutdated(call);
    return zeroShot(images, classifier, options);
  },

  /** Predictions for labeled images, and their accuracy. */
  async score(
    { images, classifier, labels, ...options }: ScoreRequest & { labels: Int32Array },
    call: CallContext,
  ): Promise<ZeroShotScores> {
    await unlessOutdated(call);
    return scoreZeroShot({ images, classifier, labels }, options);
  },
};

/** Throws if a newer request has been queued behind this one. */
async function unlessOutdated({ signal }: CallContext): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  throwIfCancelled(signal, "Scoring");
}

export type ScoreMethods = typeof methods;
serve(methods);
