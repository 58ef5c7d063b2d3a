import { ClipscopeError } from "@clipscope/types";
import type { Activation, TowerConfig } from "../config.js";
import { type TF, tf } from "./tf.js";

/**
 * A model's parameters by checkpoint name. A linear layer's matrix is either `name.weight` [out, in], as in
 * the checkpoint, which is trainable, or `name.weight.T` [in, out], transposed by `prepareForInference`;
 * likewise a ResNet's convolutions are `name.weight` [out, in, y, x] or `name.weight.HWIO` [y, x, in, out].
 */
export type Parameters = ReadonlyMap<string, TF.Tensor>;

/** The tensor of the given name. Throws `missing-tensor`. */
export function parameter(params: Parameters, name: string): TF.Tensor {
  const tensor = params.get(name);
  if (!tensor) {
    throw new ClipscopeError("missing-tensor", `The model's parameters have no tensor ${name}.`);
  }
  return tensor;
}

const matrix = /(_proj|fc1|fc2|_projection|patch_embedding)\.weight$/;
const convolution = /^visual\.(.*\.)?(conv\d|downsample\.0)\.weight$/;

/**
 * Replaces every linear layer's `name.weight` in the map by its transpose `name.weight.T`, every
 * convolution's by `name.weight.HWIO`, and disposes the originals. tfjs's wasm backend multiplies by a
 * transposed matrix ten times slower, and keeps its packed copy of a matrix as long as the tensor lives: this
 * saves 1 ms per layer and call.
 */
export function prepareForInference(params: Map<string, TF.Tensor>): void {
  for (const [name, weight] of [...params]) {
    if (convolution.test(name)) params.set(`${name}.HWIO`, tf.transpose(weight, [2, 3, 1, 0]));
    else if (matrix.test(name)) {
      params.set(
        `${name}.T`,
        tf.tidy(() => tf.transpose(rows(weight))),
      );
    } else continue;
    params.delete(name);
    weight.dispose();
  }
}

/**
 * A parameter in the layout of the checkpoint, whether or not `prepareForInference` was applied; undefined if
 * missing. The caller disposes tensors that are not in the map.
 */
export function originalParameter(params: Parameters, name: string): TF.Tensor | undefined {
  const transposed = params.get(`${name}.T`);
  if (transposed) return tf.transpose(transposed);
  const filter = params.get(`${name}.HWIO`);
  return filter ? tf.transpose(filter, [3, 2, 0, 1]) : params.get(name);
}

/**
 * Linear layer x Wᵀ + b (without b if the checkpoint has none): [rows, in] → [rows, out]. A convolution's
 * weight is treated as [out, rest].
 */
export function linear(params: Parameters, name: string, x: TF.Tensor): TF.Tensor {
  const bias = params.get(`${name}.bias`);
  const transposed = params.get(`${name}.weight.T`);
  if (transposed) return multiplyByPrepared(x, transposed, bias);
  const y = multiplyByTransposed(x, rows(parameter(params, `${name}.weight`)));
  return bias ? tf.add(y, bias) : y;
}

/** x · matrix + bias. Differentiable only in x, with an explicit transpose (see `prepareForInference`). */
function multiplyByPrepared(x: TF.Tensor, matrix: TF.Tensor, bias: TF.Tensor | undefined): TF.Tensor {
  const multiply = (a: TF.Tensor) => tf.fused.matMul({ a: a as TF.Tensor2D, b: matrix as TF.Tensor2D, bias });
  if (!tf.engine().isTapeOn()) return multiply(x); // nobody asks for a gradient
  return tf.customGrad((a) => ({
    value: multiply(a as TF.Tensor),
    gradFunc: (dy: TF.Tensor) => tf.matMul(dy, tf.transpose(matrix)),
  }))(x);
}

/** x Wᵀ, with explicit transposes in its gradients too (see `prepareForInference`). */
const multiplyByTransposed = (left: TF.Tensor, right: TF.Tensor) =>
  tf.customGrad((x, weight, save) => {
    (save as TF.GradSaveFunc)([x as TF.Tensor, weight as TF.Tensor]);
    return {
      value: tf.matMul(x as TF.Tensor, tf.transpose(weight as TF.Tensor)),
      gradFunc: (dy: TF.Tensor, saved: TF.Tensor[]) => [
        tf.matMul(dy, saved[1]),
        tf.matMul(tf.transpose(dy), saved[0]),
      ],
    };
  })(left, right);

/** constant · x, differentiable only in x, with an explicit transpose (see `prepareForInference`). */
export const multiplyConstant = (constant: TF.Tensor2D, right: TF.Tensor): TF.Tensor =>
  tf.customGrad((x, save) => {
    (save as TF.GradSaveFunc)([constant]);
    return {
      value: tf.matMul(constant, x as TF.Tensor),
      gradFunc: (dy: TF.Tensor, saved: TF.Tensor[]) => tf.matMul(tf.transpose(saved[0]), dy),
    };
  })(right);

const rows = (weight: TF.Tensor) => tf.reshape(weight, [weight.shape[0], -1]);

/** Looks up rows of a table: [vocabulary, width], n ids → [n, width]. The gradient sums over repeated ids. */
export function lookUp(table: TF.Tensor, ids: Int32Array): TF.Tensor {
  const gather = tf.customGrad((t) => ({
    value: tf.gather(t as TF.Tensor, tf.tensor1d(ids, "int32")),
    // gather's own gradient needs a kernel that the wasm backend lacks
    gradFunc: (dy: TF.Tensor) =>
      tf.scatterND(tf.tensor2d(ids, [ids.length, 1], "int32"), dy, table.shape as [number, number]),
  }));
  return gather(table);
}

/**
 * Layer normalization over the last axis: (x - mean) / √(variance + eps) · weight + bias (Ba et al. 2016).
 */
export function layerNorm(params: Parameters, name: string, x: TF.Tensor, eps: number): TF.Tensor {
  const centered = tf.sub(x, tf.mean(x, -1, true));
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centered), -1, true), eps));
  const normal = tf.mul(centered, scale);
  return tf.add(tf.mul(normal, parameter(params, `${name}.weight`)), parameter(params, `${name}.bias`));
}

/**
 * Activation: `quick_gelu` is x·σ(1.702x); `gelu` is x·Φ(x) by the error function (Gaussian Error Linear
 * Units, Hendrycks & Gimpel 2016).
 */
export function activate(kind: Activation, x: TF.Tensor): TF.Tensor {
  if (kind === "quick_gelu") return tf.mul(x, tf.sigmoid(tf.mul(x, 1.702)));
  return tf.mul(x, tf.add(tf.mul(tf.erf(tf.mul(x, Math.SQRT1_2)), 0.5), 0.5));
}

/** Receives the attention weights [batch, heads, tokens, tokens], and returns those to use. */
export type Look = (weights: TF.Tensor) => TF.Tensor;

/**
 * Multi-head self-attention on [batch · tokens, width]; same shape out. `mask` [tokens, tokens] is added to
 * the scores. Attention Is All You Need, Vaswani et al. 2017, §3.2.2.
 */
export function attention(
  params: Parameters,
  name: string,
  x: TF.Tensor,
  tokens: number,
  heads: number,
  mask?: TF.Tensor,
  look: Look = (weights) => weights,
): TF.Tensor {
  const width = x.shape[1] as number;
  const split = (projection: string, order: number[]) =>
    tf.transpose(
      tf.reshape(linear(params, `${name}.${projection}`, x), [-1, tokens, heads, width / heads]),
      order,
    );
  const q = split("q_proj", [0, 2, 1, 3]); // [batch, heads, tokens, width / heads]
  const k = split("k_proj", [0, 2, 3, 1]); // [batch, heads, width / heads, tokens]
  const v = split("v_proj", [0, 2, 1, 3]);
  const scores = tf.mul(tf.matMul(q, k), Math.sqrt(heads / width)); // [batch, heads, tokens, tokens]
  const weights = look(tf.softmax(mask ? tf.add(scores, mask) : scores));
  const mixed = tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]); // [batch, tokens, heads, width / heads]
  return linear(params, `${name}.out_proj`, tf.reshape(mixed, [-1, width])); // [batch · tokens, width]
}

/**
 * Causal attention mask, [tokens, tokens]: 0 on and below the diagonal, and above it low enough for softmax
 * to give 0.
 */
export function causalMask(tokens: number): TF.Tensor {
  const mask = new Float32Array(tokens * tokens);
  for (let i = 0; i < tokens; i++) mask.fill(-1e9, i * tokens + i + 1, (i + 1) * tokens);
  return tf.tensor2d(mask, [tokens, tokens]);
}

/** One pre-norm residual block, attention then MLP, on [batch · tokens, width]; same shape out. */
export function block(
  params: Parameters,
  name: string,
  x: TF.Tensor,
  tower: TowerConfig,
  tokens: number,
  mask?: TF.Tensor,
  look?: Look,
): TF.Tensor {
  const norm1 = layerNorm(params, `${name}.layer_norm1`, x, tower.layerNormEps);
  const attended = attention(params, `${name}.self_attn`, norm1, tokens, tower.numAttentionHeads, mask, look);
  const middle = tf.add(x, attended);
  const norm2 = layerNorm(params, `${name}.layer_norm2`, middle, tower.layerNormEps);
  const hidden = activate(tower.hiddenAct, linear(params, `${name}.mlp.fc1`, norm2)); // [batch · tokens, mlp]
  return tf.add(middle, linear(params, `${name}.mlp.fc2`, hidden)); // [batch · tokens, width]
}

/**
 * Runs all blocks of a tower on [batch · tokens, width]; same shape out. Disposes `x` and intermediate
 * outputs, unless `states` is given to collect them (`x` first).
 */
export function encoder(
  params: Parameters,
  prefix: string,
  x: TF.Tensor,
  tower: TowerConfig,
  tokens: number,
  mask?: TF.Tensor,
  states?: TF.Tensor[],
): TF.Tensor {
  states?.push(x);
  for (let i = 0; i < tower.numHiddenLayers; i++) {
    const input = x;
    x = tf.tidy(() => block(params, `${prefix}.encoder.layers.${i}`, input, tower, tokens, mask));
    if (states) states.push(x);
    else input.dispose();
  }
  return x;
}
