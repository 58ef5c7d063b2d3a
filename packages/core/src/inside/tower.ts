import type { ImageInput } from "@clipscope/types";
import { ClipscopeError, throwIfCancelled } from "@clipscope/types";
import type { Clip } from "../clip.js";
import { type TowerConfig, visionTransformerOf } from "../config.js";
import { readPixels } from "../pixels.js";
import { block, causalMask, type Look, layerNorm, linear, lookUp, type Parameters } from "../tfjs/layers.js";
import { tfjsOf } from "../tfjs/of.js";
import { textInput } from "../tfjs/text.js";
import { type TF, tf } from "../tfjs/tf.js";
import { visionInput } from "../tfjs/vision.js";
import { trim } from "../token-ids.js";

/** One tower of a model with a single input, run block by block. */
export interface Tower {
  /** Name for messages: "mini's image tower". */
  name: string;
  params: Parameters;
  prefix: "vision_model" | "text_model";
  config: TowerConfig;
  /** Number of tokens: an image's class token and patches, or a text's tokens from start to end. */
  tokens: number;
  /** Input of the first block: `[tokens, width]`. The caller disposes it. */
  input(): TF.Tensor;
  /** Token whose output becomes the embedding, and the layer norm and projection applied to it. */
  readAt: number;
  readBy: { norm: string; projection: string };
}

/**
 * The image tower, with an image as its input. Throws `bad-argument` for a ResNet, and any error of
 * `decodeImage`.
 */
export async function imageTower(clip: Clip, image: ImageInput, signal?: AbortSignal): Promise<Tower> {
  const config = visionTransformerOf(clip.config, "Looking inside");
  const pixels = await readImage(clip, image, signal);
  return {
    name: `${clip.name}'s image tower`,
    params: tfjsOf(clip).parameters,
    prefix: "vision_model",
    config,
    tokens: 1 + Math.floor(config.imageSize / config.patchSize) ** 2,
    input: () => tf.tidy(() => visionInput(tfjsOf(clip).parameters, clip.config, pixels())),
    readAt: 0,
    readBy: { norm: "vision_model.post_layernorm", projection: "visual_projection" },
  };
}

/** Preprocesses an image; returns a function that gives the input tensor `[1, 3, size, size]`. */
export async function readImage(
  clip: Clip,
  image: ImageInput,
  signal?: AbortSignal,
): Promise<() => TF.Tensor4D> {
  const pixels = await readPixels(image, clip.preprocess, signal);
  const size = clip.config.vision.imageSize;
  return () => tf.tensor4d(pixels, [1, 3, size, size]);
}

export interface TextTower extends Tower {
  /** The text's tokens as spelled in vocab.json, from start to end; `</w>` marks the end of a word. */
  pieces: string[];
}

/** The text tower, with a text as its input. Throws `text-too-long` unless `truncate` is "end". */
export function textTower(clip: Clip, text: string, truncate: "error" | "end" = "error"): TextTower {
  const config = clip.config.text;
  const { tokenizer } = clip;
  const batch = tokenizer.tokenize([text], { contextLength: config.maxPositionEmbeddings, truncate });
  const tokens = trim(batch, config);
  const words = tokenizer.tokens(text).slice(0, batch.lengths[0] - 2);
  const pieces = [tokenizer.special.bos, ...words, tokenizer.special.eos].slice(0, tokens.contextLength);
  return {
    name: `${clip.name}'s text tower`,
    params: tfjsOf(clip).parameters,
    prefix: "text_model",
    config,
    tokens: tokens.contextLength,
    input: () => textInput(tfjsOf(clip).parameters, clip.config, tokens),
    readAt: tokens.contextLength - 1,
    readBy: { norm: "text_model.final_layer_norm", projection: "text_projection" },
    pieces,
  };
}

/**
 * A completed block: its input and output `[tokens, width]`, and its attention weights `[1, heads, tokens,
 * tokens]`.
 */
export interface Step {
  layer: number;
  input: TF.Tensor;
  weights: TF.Tensor;
  output: TF.Tensor;
}

/** Runs block `layer` on tokens `[tokens, width]`; returns the same shape. */
export function runBlock(tower: Tower, layer: number, x: TF.Tensor, look?: Look): TF.Tensor {
  return tf.tidy(() => {
    const { params, prefix, config, tokens } = tower;
    const mask = prefix === "text_model" ? causalMask(tokens) : undefined;
    return block(params, `${prefix}.encoder.layers.${layer}`, x, config, tokens, mask, look);
  });
}

/**
 * Runs the blocks in order, for `for await`. The tensors of a step are disposed once the next begins: read or
 * clone them first. Between blocks it yields to the event loop and checks the signal.
 */
export async function* walk(tower: Tower, signal?: AbortSignal): AsyncGenerator<Step> {
  let input = tower.input();
  try {
    for (let layer = 0; layer < tower.config.numHiddenLayers; layer++) {
      throwIfCancelled(signal, "Looking inside the model");
      const [output, weights] = tf.tidy(() => {
        let seen: TF.Tensor | undefined;
        const x = runBlock(tower, layer, input, (each) => {
          seen = tf.keep(each);
          return each;
        });
        return [x, seen as TF.Tensor];
      });
      try {
        yield { layer, input, weights, output };
      } finally {
        tf.dispose([input, weights]);
        input = output;
      }
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
    }
  } finally {
    input.dispose();
  }
}

/**
 * Applies the final layer norm and projection to some tokens of the last block's output, not normalized:
 * `[tokens, width]` → `[rows.length, projectionDim]`.
 */
export function readOut(tower: Tower, output: TF.Tensor, rows: Int32Array): TF.Tensor {
  return tf.tidy(() => {
    const { params, config, readBy } = tower;
    return linear(
      params,
      readBy.projection,
      layerNorm(params, readBy.norm, lookUp(output, rows), config.layerNormEps),
    );
  });
}

/** Throws `bad-argument` if the tower has no such layer. */
export function checkLayer({ name, config }: Tower, layer: number): void {
  checkNumber(layer, config.numHiddenLayers, "layer", name);
}

/** Throws `bad-argument` unless the value is an integer from 0 to `count` - 1. */
export function checkNumber(
  number: number,
  count: number,
  noun: "layer" | "head" | "token",
  of: string,
): void {
  if (Number.isInteger(number) && number >= 0 && number < count) return;
  throw new ClipscopeError(
    "bad-argument",
    `There is no ${noun} ${number} in ${of}: it has ${count} ${noun}s, 0…${count - 1}.`,
  );
}
