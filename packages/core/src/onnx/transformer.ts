import type { Activation, TowerConfig } from "../config.js";
import type { Dim, Graph, Value } from "./graph.js";

// The layers that both towers share (CLIP §2.4), as ONNX operators, for both training and inference.

/** A model's parameters as values of one graph. */
export interface GraphParameters<D extends Dim = number> {
  /** The parameter of the given checkpoint name. */
  get(name: string): Value<D>;
  /** The linear layer of that name, x Wᵀ + b (without b if the layer has none): `[…, in]` → `[…, out]`. */
  linear(x: Value<D>, name: string): Value<D>;
}

export interface BlockOptions<D extends Dim> {
  /** Tokens to attend to, `[batch, context, width]`. Default: the tokens themselves. */
  context?: Value<D>;
  /**
   * Added to the attention scores, `[…, 1, length, context]`: 0 for visible tokens, very negative for masked
   * ones.
   */
  bias?: Value<D>;
}

/** One pre-norm residual block, attention then MLP; `[batch, length, width]` in and out. */
export function block<D extends Dim>(
  g: Graph<D>,
  p: GraphParameters<D>,
  name: string,
  tower: TowerConfig,
  x: Value<D>,
  { context, bias }: BlockOptions<D> = {},
): Value<D> {
  const first = norm(g, p, x, `${name}.layer_norm1`, tower.layerNormEps);
  const seen = context ? norm(g, p, context, `${name}.layer_norm1`, tower.layerNormEps) : first;
  const mixed = attend(g, p, `${name}.self_attn`, tower, first, seen, bias);
  const middle = g.add(x, p.linear(mixed, `${name}.self_attn.out_proj`));
  const second = norm(g, p, middle, `${name}.layer_norm2`, tower.layerNormEps);
  const hidden = activate(g, p.linear(second, `${name}.mlp.fc1`), tower.hiddenAct);
  return g.add(middle, p.linear(hidden, `${name}.mlp.fc2`));
}

/**
 * Multi-head attention from tokens `[batch, length, width]` to a context `[batch, context, width]`, without
 * the output projection.
 */
export function attend<D extends Dim>(
  g: Graph<D>,
  p: GraphParameters<D>,
  name: string,
  { hiddenSize: width, numAttentionHeads: heads }: Pick<TowerConfig, "hiddenSize" | "numAttentionHeads">,
  tokens: Value<D>,
  context: Value<D>,
  bias?: Value<D>,
): Value<D> {
  const split = (x: Value<D>, part: string, perm: number[]) => {
    const shape = [...x.shape.slice(0, 2), heads, width / heads];
    return g.transpose(g.reshape(p.linear(x, `${name}.${part}`), shape), perm);
  };
  const queries = g.mul(split(tokens, "q_proj", [0, 2, 1, 3]), g.scalar((width / heads) ** -0.5));
  const keys = split(context, "k_proj", [0, 2, 3, 1]); // [batch, heads, width / heads, context]
  const values = split(context, "v_proj", [0, 2, 1, 3]);
  const scores = g.matMul(queries, keys); // [batch, heads, length, context]
  const weights = g.softmax(bias ? g.add(scores, bias) : scores);
  const mixed = g.transpose(g.matMul(weights, values), [0, 2, 1, 3]);
  return g.reshape(mixed, tokens.shape);
}

/** The activation function, in the form that ONNX Runtime fuses into one operator. */
export function activate<D extends Dim>(g: Graph<D>, x: Value<D>, activation: Activation): Value<D> {
  if (activation === "quick_gelu") return g.mul(x, g.sigmoid(g.mul(x, g.scalar(1.702))));
  const doubled = g.add(g.erf(g.div(x, g.scalar(Math.SQRT2))), g.scalar(1));
  return g.mul(g.mul(x, doubled), g.scalar(0.5));
}

export function norm<D extends Dim>(
  g: Graph<D>,
  p: GraphParameters<D>,
  x: Value<D>,
  name: string,
  epsilon: number,
): Value<D> {
  return g.layerNorm(x, p.get(`${name}.weight`), p.get(`${name}.bias`), epsilon);
}
