import type { ImageInput } from "@clipscope/types";
import { throwIfCancelled } from "@clipscope/types";
import type { Clip } from "../clip.js";
import { tfjsOf } from "../tfjs/of.js";
import { type TF, tf } from "../tfjs/tf.js";
import type { TextLookOptions } from "./attention-maps.js";
import { type PatchMap, patchMap, type TokenMap, tokenMap } from "./patch-map.js";
import { checkLayer, imageTower, readOut, runBlock, type Tower, textTower, walk } from "./tower.js";

export interface RelevanceOptions extends TextLookOptions {
  /**
   * The first layer of each tower that counts, from 0. Default 0, all layers, as in the paper; the authors' notebook
   * for CLIP takes only the last layer of each.
   */
  startLayers?: { image?: number; text?: number };
}

export interface Relevance {
  /** What each patch did for the pair's logit, at least 0: the class token's row of R. */
  image: PatchMap;
  /**
   * What each token did, at least 0: the end token's row of R, in which the end token itself begins at 1.
   */
  text: TokenMap;
  /** The cosine of image and text that is explained, and times the logit scale. */
  cosine: number;
  logit: number;
}

/**
 * What in an image and in a text raised their similarity. Generic Attention-model Explainability, Chefer et al.
 * 2021, for each tower by itself: Ā is the mean over heads of the positive part of attention times the logit's
 * gradient by it, and R, the identity at first, becomes R + Ā·R from layer to layer. Relevance is never
 * negative: what spoke against the text is not shown, and maps of two texts have to be compared by their own
 * ranges. Throws `bad-argument` for a layer that there isn't or a ResNet, what `decodeImage` throws,
 * `text-too-long` and `cancelled`.
 */
export async function relevance(
  clip: Clip,
  image: ImageInput,
  text: string,
  {
    startLayers: { image: imageStart = 0, text: textStart = 0 } = {},
    truncate,
    signal,
  }: RelevanceOptions = {},
): Promise<Relevance> {
  const words = textTower(clip, text, truncate);
  const seen = await imageTower(clip, image, signal);
  checkLayer(seen, imageStart);
  checkLayer(words, textStart);
  return tfjsOf(clip).use(async () => {
    const made: TF.Tensor[] = []; // all that has to be disposed
    try {
      const imagePass = await run(seen, imageStart, made, signal);
      const textPass = await run(words, textStart, made, signal);
      const cosine = tf.tidy(() => tf.sum(tf.mul(imagePass.embedding, textPass.embedding)));
      made.push(cosine);
      const ofImage = await relevanceRow(imagePass, textPass.embedding, clip.logitScale, signal);
      const ofText = await relevanceRow(textPass, imagePass.embedding, clip.logitScale, signal);
      const value = (await cosine.data())[0];
      return {
        image: patchMap(ofImage.subarray(1)),
        text: tokenMap(words.pieces, ofText),
        cosine: value,
        logit: value * clip.logitScale,
      };
    } finally {
      tf.dispose(made);
    }
  });
}

/** A tower that has been run, and what going back needs of it. */
interface Pass {
  tower: Tower;
  start: number;
  /** Of the layers from `start` on: [tokens, width] each. */
  inputs: TF.Tensor[];
  /** Of the last layer: [tokens, width]. */
  output: TF.Tensor;
  /** [1, projectionDim], of length 1. */
  embedding: TF.Tensor;
}

async function run(tower: Tower, start: number, made: TF.Tensor[], signal?: AbortSignal): Promise<Pass> {
  const take = (tensor: TF.Tensor) => {
    made.push(tensor);
    return tensor;
  };
  const inputs: TF.Tensor[] = [];
  let last: TF.Tensor | undefined;
  for await (const { layer, input, output } of walk(tower, signal)) {
    if (layer >= start) inputs.push(take(input.clone()));
    if (layer === tower.config.numHiddenLayers - 1) last = take(output.clone());
  }
  const output = last as TF.Tensor;
  return { tower, start, inputs, output, embedding: take(embed(tower, output)) };
}

/** The embedding of length 1: [tokens, width] -> [1, projectionDim]. */
function embed(tower: Tower, output: TF.Tensor): TF.Tensor {
  return tf.tidy(() => {
    const x = readOut(tower, output, Int32Array.of(tower.readAt));
    return tf.div(x, tf.sqrt(tf.sum(tf.square(x))));
  });
}

/**
 * The row of R for the token where the embedding is read: [tokens]. R is (I + Ā_last)·…·(I + Ā_start), so that
 * row can be multiplied on the way back, layer by layer, with the gradients of one layer at a time in memory.
 */
async function relevanceRow(
  { tower, start, inputs, output }: Pass,
  other: TF.Tensor,
  logitScale: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const logit = (x: TF.Tensor) => tf.mul(tf.sum(tf.mul(embed(tower, x), other)), logitScale);
  const { tokens } = tower;
  const row = new Float64Array(tokens);
  row[tower.readAt] = 1;
  let slope = tf.tidy(() => tf.grad(logit)(output));
  try {
    for (let layer = inputs.length - 1; layer >= 0; layer--) {
      throwIfCancelled(signal, "Looking inside the model");
      const [next, positive] = weighAttention(tower, start + layer, inputs[layer], slope);
      slope.dispose();
      slope = next;
      try {
        multiply(row, await positive.data<"float32">());
      } finally {
        positive.dispose();
      }
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
    }
  } finally {
    slope.dispose();
  }
  return row;
}

/**
 * From the logit's slope by a block's output, that by its input [tokens, width], and Ā, the mean over heads of
 * attention times slope where that is positive: [tokens, tokens].
 */
function weighAttention(
  tower: Tower,
  layer: number,
  input: TF.Tensor,
  slope: TF.Tensor,
): [TF.Tensor, TF.Tensor] {
  return tf.tidy(() => {
    const { tokens, config } = tower;
    const seen: TF.Tensor[] = [];
    const none = tf.zeros([1, config.numAttentionHeads, tokens, tokens]);
    try {
      // The slope by zeros that are added to the attention is the slope by the attention.
      const slopes = tf.grads((x, added) =>
        runBlock(tower, layer, x, (weights) => {
          seen.push(tf.keep(weights));
          return tf.add(weights, added);
        }),
      )([input, none], slope);
      const positive = tf.relu(tf.mul(slopes[1], seen[0]));
      return [slopes[0], tf.reshape(tf.mean(positive, 1), [tokens, tokens])];
    } finally {
      tf.dispose(seen);
    }
  });
}

/** row ← row + row · matrix, in place; matrix [tokens, tokens]. */
function multiply(row: Float64Array, matrix: Float32Array): void {
  const before = row.slice();
  for (const [i, share] of before.entries()) {
    if (share === 0) continue;
    for (let j = 0; j < row.length; j++) row[j] += share * matrix[i * row.length + j];
  }
}
