import type { ClipConfig } from "../config.js";
import { endPositions, type TokenIds } from "../token-ids.js";
import { causalMask, encoder, layerNorm, linear, lookUp, type Parameters, parameter } from "./layers.js";
import { type TF, tf } from "./tf.js";

// The text transformer of CLIP (§2.4): causal attention, read at the end-of-text token.

/** Text embeddings before normalization, [rows, projectionDim]. */
export function textProjected(params: Parameters, config: ClipConfig, tokens: TokenIds): TF.Tensor2D {
  return tf.tidy(() => linear(params, "text_projection", textPooled(params, config, tokens)) as TF.Tensor2D);
}

/** The end-of-text token after the last block and layer norm, before the projection: [rows, width]. */
export function textPooled(params: Parameters, config: ClipConfig, tokens: TokenIds): TF.Tensor2D {
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
    ) as TF.Tensor2D;
  });
}

/**
 * The input of the first block and the output of every block, as `hidden_states` of transformers'
 * CLIPTextModel: numHiddenLayers + 1 tensors [rows, contextLength, width]. The caller disposes them.
 */
export function textHiddenStates(params: Parameters, config: ClipConfig, tokens: TokenIds): TF.Tensor3D[] {
  return tf.tidy(() => {
    const states: TF.Tensor[] = [];
    const { contextLength } = tokens;
    const x = textInput(params, config, tokens);
    encoder(params, "text_model", x, config.text, contextLength, causalMask(contextLength), states);
    return states.map(
      (state) => tf.reshape(state, [-1, contextLength, config.text.hiddenSize]) as TF.Tensor3D,
    );
  });
}

/** Input of the first block, token plus position embeddings: [rows · contextLength, width]. */
export function textInput(
  params: Parameters,
  config: ClipConfig,
  { ids, contextLength }: TokenIds,
): TF.Tensor2D {
  return tf.tidy(() => {
    const { hiddenSize: width } = config.text;
    const name = "text_model.embeddings";
    const words = lookUp(parameter(params, `${name}.token_embedding.weight`), ids); // [rows · contextLength, width]
    const positions = tf.slice(parameter(params, `${name}.position_embedding.weight`), 0, contextLength);
    return tf.reshape(tf.add(tf.reshape(words, [-1, contextLength, width]), positions), [
      -1,
      width,
    ]) as TF.Tensor2D;
  });
}
