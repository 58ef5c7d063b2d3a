import type { Batch } from "@clipscope/core/training";
import { ClipscopeError, seededRandom, shuffledIndices } from "@clipscope/types";
import { type Blueprint, tokenized } from "./model.js";
import type { Pairs } from "./pairs.js";
import type { Settings } from "./settings.js";

/**
 * The batch of each step: training pairs in a new order each epoch, each with one of its texts. Throws `bad-argument`
 * if there are fewer pairs than a batch holds.
 */
export function batchesOf(
  { pixels, captions, train }: Pairs,
  blueprint: Blueprint,
  { batchSize, seed, model: { imageSize } }: Settings,
): (step: number) => Batch {
  if (train.length < batchSize) {
    throw new ClipscopeError(
      "bad-argument",
      `There are ${train.length} images to learn from, fewer than a batch of ${batchSize}: give more, or smaller batches.`,
    );
  }
  const each = 3 * imageSize ** 2;
  let known: { epoch: number; order: Int32Array } | undefined;
  const orderOf = (epoch: number) => {
    if (known?.epoch !== epoch) {
      known = { epoch, order: shuffledIndices(train.length, seededRandom(seed, 1, epoch)) };
    }
    return known.order;
  };
  return (step) => {
    const batch = new Float32Array(batchSize * each);
    const texts: string[] = [];
    for (let k = 0; k < batchSize; k++) {
      const at = step * batchSize + k;
      const i = train[orderOf(Math.floor(at / train.length))[at % train.length]];
      batch.set(pixels.subarray(i * each, (i + 1) * each), k * each);
      const own = captions[i];
      texts.push(own.length === 1 ? own[0] : own[seededRandom(seed, 2, at).below(own.length)]);
    }
    return { pixels: batch, ...tokenized(blueprint, texts) };
  };
}
