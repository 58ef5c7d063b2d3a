import * as tf from "@tensorflow/tfjs";
import type { ClipConfig, TextConfig } from "./config.js";
import { causalMask, encoder, layerNorm, linear, lookUp, type Parameters, parameter } from "./layers.js";

// The text transformer of CLIP (§2.4): causal attention, read at the end-of-text token.

/** Texts as ids, row by row: `ids` is [rows · contextLength], each row begun, ended and padded by the tokenizer. */
export interface TokenIds {
  ids: Int32Array;
  rows: number;
  contextLength: number;
}

/** Text embeddings before normalization: -> [rows, projectionDim]. */
export function textProjected(params: Parameters, config: ClipConfig, tokens: TokenIds): tf.Tensor2D {
  return tf.tidy(() => linear(params, "text_projection", textPooled(params, config, tokens)) as tf.Tensor2D);
}

/** The end-of-text token after the last block and layer norm, before the projection: -> [rows, width]. */
export function textPooled(params: Parameters, config: ClipConfig, tokens: TokenIds): tf.Tensor2D {
  return tf.tidy(() => {
    const { contextLength } = tokens;
    const x = textInput(params, config, tokens);
    const last = encoder(params, "text_model", x, config.text, contextLength, causalMask(contextLength));
    const ends = endPositions(tokens, config.text).map((end, row) => row * contextLength + end);
    const endToken = lookUp(last, ends); // [rows, width]
    return layerNorm(
      params,
      "text_model.final_layer_norm",
      endToken,
      config.text.layerNormEps,
    ) as tf.Tensor2D;
  });
}

/**
 * What goes into the first block and comes out of each, `hidden_states` of transformers' CLIPTextModel:
 * -> numHiddenLayers + 1 tensors [rows, contextLength, width]. The caller disposes them.
 */
export function textHiddenStates(params: Parameters, config: ClipConfig, tokens: TokenIds): tf.Tensor3D[] {
  return tf.tidy(() => {
    const states: tf.Tensor[] = [];
    const { contextLength } = tokens;
    const x = textInput(params, config, tokens);
    encoder(params, "text_model", x, config.text, contextLength, causalMask(contextLength), states);
    return states.map(
      (state) => tf.reshape(state, [-1, contextLength, config.text.hiddenSize]) as tf.Tensor3D,
    );
  });
}

/**
 * The position in each row where the embedding is read: the first end-of-text token, or, where
 * `eosTokenId` is Hugging Face's historical 2, the first of the largest ids (CLIPTextTransformer.forward).
 */
export function endPositions({ ids, rows, contextLength }: TokenIds, config: TextConfig): Int32Array {
  const ends = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const line = ids.subarray(row * contextLength, (row + 1) * contextLength);
    const end = config.eosTokenId === 2 ? line.reduce((a, b) => Math.max(a, b)) : config.eosTokenId;
    ends[row] = Math.max(0, line.indexOf(end)); // as the reference: 0 where there is none
  }
  return ends;
}

/**
 * Cuts a batch after its last end-of-text token, or a little later, at a multiple of `step`: with causal
 * attention, no later token changes an embedding.
 */
export function trim(tokens: TokenIds, config: TextConfig, step = 1): TokenIds {
  const { ids, rows, contextLength } = tokens;
  const longest = 1 + endPositions(tokens, config).reduce((a, b) => Math.max(a, b), 0);
  const length = Math.min(Math.ceil(longest / step) * step, contextLength);
  const trimmed = new Int32Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const start = row * contextLength;
    trimmed.set(ids.subarray(start, start + length), row * length);
  }
  return { ids: trimmed, rows, contextLength: length };
}

/** What goes into the first block, token plus position embeddings: -> [rows · contextLength, width]. */
export function textInput(
  params: Parameters,
  config: ClipConfig,
  { ids, contextLength }: TokenIds,
): tf.Tensor2D {
  return tf.tidy(() => {
    const { hiddenSize: width } = config.text;
    const name = "text_model.embeddings";
    const words = lookUp(parameter(params, `${name}.token_embedding.weight`), ids); // [rows · contextLength, width]
    const positions = tf.slice(parameter(params, `${name}.position_embedding.weight`), 0, contextLength);
    return tf.reshape(tf.add(tf.reshape(words, [-1, contextLength, width]), positions), [
      -1,
      width,
    ]) as tf.Tensor2D;
  });
}
