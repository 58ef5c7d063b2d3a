import type { ImageInput } from "@clipscope/types";
import type { Clip } from "../clip.js";
import { tfjsOf } from "../tfjs/of.js";
import { tf } from "../tfjs/tf.js";
import type { LookOptions, TextLookOptions } from "./attention-maps.js";
import { type PatchMap, patchMap, type TokenMap, tokenMap } from "./patch-map.js";
import { imageTower, type Tower, textTower, walk } from "./tower.js";

/**
 * How the heads of a layer are merged into one map: their mean (as published), or their entrywise maximum.
 */
export type HeadFusion = "mean" | "max";

export interface RolloutOptions {
  /** How the heads of a layer are merged. Default "mean". */
  heads?: HeadFusion;
}

/**
 * Attention rollout of an image: how much of each patch would reach the class token if attention only mixed
 * and nothing else were computed. It does not depend on any text or class. Quantifying Attention Flow in
 * Transformers, Abnar & Zuidema 2020: half attention, half residual, rows normalized, multiplied over the
 * layers. Throws the errors of `attentionOfImage`.
 */
export async function rolloutOfImage(
  clip: Clip,
  image: ImageInput,
  { heads, signal }: LookOptions & RolloutOptions = {},
): Promise<PatchMap> {
  const tower = await imageTower(clip, image, signal);
  return patchMap((await tfjsOf(clip).use(() => rollout(tower, heads, signal))).subarray(1));
}

/**
 * Attention rollout of a text: how much of each token would reach the end token, where the embedding is read,
 * if attention only mixed. Throws the errors of `attentionOfText`.
 */
export async function rolloutOfText(
  clip: Clip,
  text: string,
  { heads, truncate, signal }: TextLookOptions & RolloutOptions = {},
): Promise<TokenMap> {
  const tower = textTower(clip, text, truncate);
  return tokenMap(tower.pieces, await tfjsOf(clip).use(() => rollout(tower, heads, signal)));
}

async function rollout(
  tower: Tower,
  heads: HeadFusion = "mean",
  signal?: AbortSignal,
): Promise<Float64Array> {
  const layers: Float32Array[] = [];
  for await (const { weights } of walk(tower, signal)) {
    const fused = heads === "mean" ? tf.mean(weights, 1) : tf.max(weights, 1);
    try {
      layers.push(await fused.data<"float32">());
    } finally {
      fused.dispose();
    }
  }
  return rollOut(layers, tower.tokens, tower.readAt);
}

/**
 * One row of the rollout, for the token `at`, from the attention of all layers in order, each `[tokens,
 * tokens]`: `[tokens]`, summing to 1. Multiplying only that row, from the last layer back, is `tokens` times
 * cheaper than the full product.
 */
export function rollOut(layers: readonly Float32Array[], tokens: number, at: number): Float64Array {
  let flow = new Float64Array(tokens);
  flow[at] = 1;
  for (const attention of [...layers].reverse()) {
    const before = new Float64Array(tokens);
    for (let row = 0; row < tokens; row++) {
      if (flow[row] === 0) continue;
      const weights = attention.subarray(row * tokens, (row + 1) * tokens);
      let sum = 0;
      for (const weight of weights) sum += weight;
      const share = flow[row] / (1 + sum); // 0.5 · attention + 0.5 · identity, over the sum of its row
      for (let column = 0; column < tokens; column++) before[column] += share * weights[column];
      before[row] += share;
    }
    flow = before;
  }
  return flow;
}
