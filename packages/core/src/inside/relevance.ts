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
   * First layer of each tower to include, counted from 0. Default 0, all layers, as in the paper; the
   * authors' notebook for CLIP uses only the last layer of each.
   */
  startLayers?: { image?: number; text?: number };
}

export interface Relevance {
  /** Relevance of each patch to the pair's logit, at least 0: the class token's row of R. */
  image: PatchMap;
  /**
   * Relevance of each token, at least 0: the end token's row of R, where the end token itself starts at 1.
   */
  text: TokenMap;
  /** The explained cosine of image and text, and the logit (cosine times the logit scale). */
  cosine: number;
  logit: number;
}

/**
 * Relevance of image patches and text tokens to the similarity of the pair: Generic Attention-model
 * Explainability (Chefer et al. 2021), applied to each tower separately. Ā is the mean over heads of the
 * positive part of attention times its gradient of the logit; R starts as the identity and becomes R + Ā·R
 * from layer to layer. Relevance is never negative: evidence against the text is not shown, and maps of two
 * texts are comparable only relative to their own ranges. Throws `bad-argument` for a layer out of range or a
 * ResNet, `text-too-long`, `cancelled`, and any error of `decodeImage`.
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
    const made: TF.Tensor[] = []; // everything to dispose
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

/** The forward pass of a tower, with the activations that the backward pass needs. */
interface Pass {
  tower: Tower;
  start: number;
  /** Inputs of the layers from `start` on: `[tokens, width]` each. */
  inputs: TF.Tensor[];
  /** Output of the last layer: `[tokens, width]`. */
  output: TF.Tensor;
  /** Normalized embedding, `[1, projectionDim]`. */
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

/** The normalized embedding: `[tokens, width]` → `[1, projectionDim]`. */
function embed(tower: Tower, output: TF.Tensor): TF.Tensor {
  return tf.tidy(() => {
    const x = readOut(tower, output, Int32Array.of(tower.readAt));
    return tf.div(x, tf.sqrt(tf.sum(tf.square(x))));
  });
}

/**
 * The row of R for the token where the embedding is read: `[tokens]`. R is (I + Ā_last)·…·(I + Ā_start), so a
 * single row can be multiplied during the backward pass, holding the gradients of one layer at a time.
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
 * Backward pass of one block: from the logit's gradient with respect to its output, the gradient with respect
 * to its input, `[tokens, width]`, and Ā, the mean over heads of the positive part of attention times
 * gradient, `[tokens, tokens]`.
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
      // The gradient with respect to zeros added to the attention equals the gradient with respect to the
      // attention.
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

/** Computes row ← row + row · matrix in place; `matrix` is `[tokens, tokens]`. */
function multiply(row: Float64Array, matrix: Float32Array): void {
  const before = row.slice();
  for (const [i, share] of before.entries()) {
    if (share === 0) continue;
    for (let j = 0; j < row.length; j++) row[j] += share * matrix[i * row.length + j];
  }
}
