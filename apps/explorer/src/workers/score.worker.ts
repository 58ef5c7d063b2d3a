import { type Embeddings, throwIfCancelled } from "@clipscope/core";
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
  /** Scores every image against every class. */
  async score(
    { images, classifier, logitScale, topK }: ScoreRequest,
    { signal }: CallContext,
  ): Promise<ZeroShot> {
    // A newer request may already be queued behind this one.
    await new Promise((resolve) => setTimeout(resolve));
    throwIfCancelled(signal, "Scoring");
    return zeroShot(images, classifier, { logitScale, topK });
  },
};

export type ScoreMethods = typeof methods;
serve(methods);
