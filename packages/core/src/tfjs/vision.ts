import { type ClipConfig, visionTransformerOf } from "../config.js";
import { encoder, layerNorm, linear, type Parameters, parameter } from "./layers.js";
import { resnetPooled, resnetProjected } from "./resnet.js";
import { type TF, tf } from "./tf.js";

// The vision transformer of An Image is Worth 16x16 Words (Dosovitskiy et al. 2021) as CLIP has it
// (§2.4): a bias-free patch embedding and one more layer norm before the first block. A CLIP whose image tower is a
// ResNet goes to resnet.ts.

/** Image embeddings before normalization: pixels [batch, 3, size, size] → [batch, projectionDim]. */
export function visionProjected(params: Parameters, config: ClipConfig, pixels: TF.Tensor4D): TF.Tensor2D {
  if ("layers" in config.vision) return resnetProjected(params, config, pixels);
  return tf.tidy(
    () => linear(params, "visual_projection", visionPooled(params, config, pixels)) as TF.Tensor2D,
  );
}

/**
 * The class token after the last block and layer norm, before the projection (for a ResNet, the attention
 * pool's output before its projection): pixels [batch, 3, size, size] → [batch, hiddenSize].
 */
export function visionPooled(params: Parameters, config: ClipConfig, pixels: TF.Tensor4D): TF.Tensor2D {
  const { vision } = config;
  if ("layers" in vision) return resnetPooled(params, config, pixels);
  return tf.tidy(() => {
    const { hiddenSize: width, layerNormEps } = vision;
    const x = visionInput(params, config, pixels);
    const tokens = x.shape[0] / pixels.shape[0];
    const last = encoder(params, "vision_model", x, vision, tokens); // [batch · tokens, width]
    const perImage = tf.reshape(last, [-1, tokens, width]);
    const classToken = tf.reshape(tf.slice(perImage, [0, 0, 0], [-1, 1, -1]), [-1, width]); // [batch, width]
    return layerNorm(params, "vision_model.post_layernorm", classToken, layerNormEps) as TF.Tensor2D;
  });
}

/**
 * The input of the first block and the output of every block, as `hidden_states` of transformers'
 * CLIPVisionModel: pixels [batch, 3, size, size] → numHiddenLayers + 1 tensors [batch, tokens, width]. The
 * caller disposes them. Throws `bad-argument` for a ResNet.
 */
export function visionHiddenStates(
  params: Parameters,
  config: ClipConfig,
  pixels: TF.Tensor4D,
): TF.Tensor3D[] {
  return tf.tidy(() => {
    const vision = visionTransformerOf(config, "Looking at hidden states");
    const states: TF.Tensor[] = [];
    const x = visionInput(params, config, pixels);
    const tokens = x.shape[0] / pixels.shape[0];
    encoder(params, "vision_model", x, vision, tokens, undefined, states);
    return states.map((state) => tf.reshape(state, [-1, tokens, vision.hiddenSize]) as TF.Tensor3D);
  });
}

/**
 * Output of the patch embedding, without positions: pixels [batch, 3, size, size] → [batch · grid², width],
 * rows of the grid from the top.
 */
export function patchInput(params: Parameters, config: ClipConfig, pixels: TF.Tensor4D): TF.Tensor2D {
  return tf.tidy(() => {
    const { imageSize, patchSize } = visionTransformerOf(config, "Cutting patches");
    const patches = cut(pixels, Math.floor(imageSize / patchSize), patchSize);
    return linear(params, "vision_model.embeddings.patch_embedding", patches) as TF.Tensor2D;
  });
}

/**
 * Input of the first block, class token and patches with positions, after layer norm: pixels [batch, 3, size,
 * size] → [batch · tokens, width].
 */
export function visionInput(params: Parameters, config: ClipConfig, pixels: TF.Tensor4D): TF.Tensor2D {
  return tf.tidy(() => {
    const vision = visionTransformerOf(config, "Cutting patches");
    const { hiddenSize: width, imageSize, patchSize, layerNormEps } = vision;
    const name = "vision_model.embeddings";
    const grid = Math.floor(imageSize / patchSize);
    const patches = patchInput(params, config, pixels); // [batch · grid², width]
    const room = tf.pad(tf.reshape(patches, [-1, grid * grid, width]), [
      [0, 0],
      [1, 0],
      [0, 0],
    ]); // [batch, 1 + grid², width], 0 for the class token
    const classToken = tf.reshape(parameter(params, `${name}.class_embedding`), [1, width]);
    const positions = tf.add(
      parameter(params, `${name}.position_embedding.weight`),
      tf.pad(classToken, [
        [0, grid * grid],
        [0, 0],
      ]),
    ); // [1 + grid², width]
    const x = tf.reshape(tf.add(room, positions), [-1, width]); // [batch · tokens, width]
    return layerNorm(params, "vision_model.pre_layrnorm", x, layerNormEps) as TF.Tensor2D;
  });
}

/** Cuts images into non-overlapping patches: [batch, 3, size, size] → [batch · grid², 3 · patch²]. */
function cut(pixels: TF.Tensor4D, grid: number, patch: number): TF.Tensor {
  const [batch, channels, size] = pixels.shape;
  const side = grid * patch;
  const whole = side === size ? pixels : tf.slice(pixels, [0, 0, 0, 0], [batch, channels, side, side]);
  const inRows = tf.reshape(whole, [batch * channels * grid, patch, grid, patch]); // y in a patch, patch, x in it
  const cells = tf.reshape(tf.transpose(inRows, [0, 2, 1, 3]), [batch, channels, grid * grid, patch * patch]);
  return tf.reshape(tf.transpose(cells, [0, 2, 1, 3]), [batch * grid * grid, channels * patch * patch]);
}
