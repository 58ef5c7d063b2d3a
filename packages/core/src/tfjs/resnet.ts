import type { ClipConfig, ResNetConfig } from "../config.js";
import { linear, type Parameters, parameter } from "./layers.js";
import { type TF, tf } from "./tf.js";

// The modified ResNet of CLIP (§2.4; clip/model.py, ModifiedResNet): ResNet-D's stem of three convolutions (He et
// al. 2019), an average pool before every stride (antialiasing, Zhang 2019), and attention instead of the last
// average pool. Parameters have the names of OpenAI's checkpoints. Images are [batch, y, x, channels] inside.

const EPS = 1e-5; // of PyTorch's BatchNorm2d

/** Image embeddings before normalization: pixels [batch, 3, size, size] → [batch, projectionDim]. */
export function resnetProjected(params: Parameters, config: ClipConfig, pixels: TF.Tensor4D): TF.Tensor2D {
  return tf.tidy(
    () => linear(params, "visual.attnpool.c_proj", resnetPooled(params, config, pixels)) as TF.Tensor2D,
  );
}

/**
 * Output of the attention pool before its projection `c_proj` into the shared space: pixels [batch, 3, size,
 * size] → [batch, 32 · width].
 */
export function resnetPooled(params: Parameters, config: ClipConfig, pixels: TF.Tensor4D): TF.Tensor2D {
  return tf.tidy(() => {
    const vision = config.vision as ResNetConfig;
    let x = stem(params, tf.transpose(pixels, [0, 2, 3, 1])); // [batch, size / 4, size / 4, width]
    vision.layers.forEach((count, stage) => {
      for (let i = 0; i < count; i++) {
        const input = x;
        const stride = stage > 0 && i === 0 ? 2 : 1;
        x = tf.tidy(() => bottleneck(params, `visual.layer${stage + 1}.${i}`, input, stride));
        input.dispose();
      }
    }); // [batch, size / 32, size / 32, 32 · width]
    return attentionPool(params, "visual.attnpool", x, vision.numAttentionHeads);
  });
}

/**
 * Three convolutions, the first with stride 2, then an average pool of 2: [batch, size, size, 3] → [batch,
 * size / 4, size / 4, width].
 */
function stem(params: Parameters, pixels: TF.Tensor4D): TF.Tensor4D {
  return tf.tidy(() => {
    let x = convolve(params, "visual.conv1", "visual.bn1", pixels, { activation: "relu", stride: 2 });
    x = convolve(params, "visual.conv2", "visual.bn2", x, { activation: "relu" });
    x = convolve(params, "visual.conv3", "visual.bn3", x, { activation: "relu" });
    return averagePool(x, 2);
  });
}

/**
 * 1×1, 3×3 and 1×1 convolutions beside a shortcut; both pool if `stride` is 2: [batch, y, x, in] → [batch, y
 * / stride, x / stride, 4 · planes].
 */
function bottleneck(params: Parameters, name: string, x: TF.Tensor4D, stride: number): TF.Tensor4D {
  let y = convolve(params, `${name}.conv1`, `${name}.bn1`, x, { activation: "relu" });
  y = convolve(params, `${name}.conv2`, `${name}.bn2`, y, { activation: "relu" });
  y = convolve(params, `${name}.conv3`, `${name}.bn3`, averagePool(y, stride));
  const first = params.has(`${name}.downsample.1.bias`);
  const shortcut = first
    ? convolve(params, `${name}.downsample.0`, `${name}.downsample.1`, averagePool(x, stride))
    : x;
  return tf.relu(tf.add(y, shortcut));
}

const averagePool = (x: TF.Tensor4D, size: number) => (size === 1 ? x : tf.avgPool(x, size, size, "valid"));

/**
 * A convolution without bias, with the following batch normalization folded in: its running statistics become
 * a gain on the weights and a shift per channel. [batch, y, x, in] → [batch, y / stride, x / stride, out].
 */
function convolve(
  params: Parameters,
  conv: string,
  norm: string,
  x: TF.Tensor4D,
  { activation = "linear", stride = 1 }: { activation?: "linear" | "relu"; stride?: number } = {},
): TF.Tensor4D {
  return tf.tidy(() => {
    const of = (part: string) => parameter(params, `${norm}.${part}`);
    const gain = tf.mul(of("weight"), tf.rsqrt(tf.add(of("running_var"), EPS)));
    const bias = tf.sub(of("bias"), tf.mul(of("running_mean"), gain));
    const filter = tf.mul(kernel(params, conv), gain) as TF.Tensor4D; // [y, x, in, out]
    const pad = filter.shape[0] >> 1;
    return tf.fused.conv2d({ x, filter, strides: stride, pad, bias, activation });
  });
}

/** A convolution's weights in tfjs's layout: [out, in, y, x] → [y, x, in, out]. */
function kernel(params: Parameters, conv: string): TF.Tensor {
  return params.get(`${conv}.weight.HWIO`) ?? tf.transpose(parameter(params, `${conv}.weight`), [2, 3, 1, 0]);
}

/**
 * Attention pooling with the mean of all positions as its single query (CLIP §2.4; AttentionPool2d), without
 * its last projection: [batch, y, x, width] → [batch, width].
 */
function attentionPool(params: Parameters, name: string, x: TF.Tensor4D, heads: number): TF.Tensor2D {
  return tf.tidy(() => {
    const [batch, height, across, width] = x.shape;
    const count = height * across + 1;
    const places = tf.reshape(x, [batch, height * across, width]);
    const mean = tf.mean(places, 1, true);
    const tokens = tf.add(tf.concat([mean, places], 1), parameter(params, `${name}.positional_embedding`)); // [batch, count, width]
    const first = tf.reshape(tf.slice(tokens, [0, 0, 0], [-1, 1, -1]), [batch, width]);
    const all = tf.reshape(tokens, [batch * count, width]);
    const q = tf.reshape(linear(params, `${name}.q_proj`, first), [batch, heads, 1, width / heads]);
    const split = (projection: string, order: number[]) =>
      tf.transpose(
        tf.reshape(linear(params, `${name}.${projection}`, all), [batch, count, heads, width / heads]),
        order,
      );
    const k = split("k_proj", [0, 2, 3, 1]); // [batch, heads, width / heads, count]
    const v = split("v_proj", [0, 2, 1, 3]); // [batch, heads, count, width / heads]
    const weights = tf.softmax(tf.mul(tf.matMul(q, k), Math.sqrt(heads / width))); // [batch, heads, 1, count]
    return tf.reshape(tf.matMul(weights, v), [batch, width]) as TF.Tensor2D;
  });
}
