import type { Activation, ClipConfig, TowerConfig } from "../config.js";
import { parameterShapes, visionTransformerOf } from "../config.js";
import type { Graph, Value } from "./graph.js";

/** Parameters by their checkpoint name, as values of one graph. */
export type GraphParameters = ReadonlyMap<string, Value>;

/** Declares every parameter of the model as an input of the graph. */
export function parameterInputs(g: Graph, config: ClipConfig): Map<string, Value> {
  const inputs = new Map<string, Value>();
  for (const [name, shape] of parameterShapes(config)) inputs.set(name, g.input(name, shape));
  return inputs;
}

/**
 * The vision transformer (CLIP §2.4; ViT with a pre-norm before the first layer).
 * pixels `[batch, 3, size, size]`, normalised → `[batch, projectionDim]`, not normalised.
 */
export function imageTower(g: Graph, p: GraphParameters, config: ClipConfig, pixels: Value): Value {
  const vision = visionTransformerOf(config, "This graph");
  const { hiddenSize: width, patchSize } = vision;
  const batch = pixels.shape[0];
  const grid = Math.floor(vision.imageSize / patchSize);
  const patchLength = 3 * patchSize * patchSize;
  const side = grid * patchSize; // what is left over at the right and below is not seen, as in a convolution
  const columns = side === vision.imageSize ? pixels : g.slice(pixels, 3, 0, side);
  const whole = side === vision.imageSize ? columns : g.slice(columns, 2, 0, side);
  const cells = g.reshape(whole, [batch, 3, grid, patchSize, grid, patchSize]);
  const patches = g.reshape(g.transpose(cells, [0, 2, 4, 1, 3, 5]), [batch, grid * grid, patchLength]);
  const kernel = g.reshape(get(p, "vision_model.embeddings.patch_embedding.weight"), [width, patchLength]);
  const embedded = g.matMul(patches, g.transpose(kernel, [1, 0])); // [batch, grid², width]
  const start = g.expand(get(p, "vision_model.embeddings.class_embedding"), [batch, 1, width]);
  const tokens = g.concat([start, embedded], 1); // [batch, 1 + grid², width]
  const placed = g.add(tokens, get(p, "vision_model.embeddings.position_embedding.weight"));
  let x = norm(g, p, placed, "vision_model.pre_layrnorm", vision.layerNormEps);
  x = encoder(g, p, "vision_model", vision, x);
  const pooled = g.reshape(g.slice(x, 1, 0, 1), [batch, width]);
  const normed = norm(g, p, pooled, "vision_model.post_layernorm", vision.layerNormEps);
  return g.matMul(normed, g.transpose(get(p, "visual_projection.weight"), [1, 0])); // [batch, projectionDim]
}

/**
 * The text transformer, causal (CLIP §2.4). ids `[batch, length]`; `ends` `[batch]` holds the flat index
 * (row · length + position) of each text's end token → `[batch, projectionDim]`, not normalised.
 */
export function textTower(g: Graph, p: GraphParameters, config: ClipConfig, ids: Value, ends: Value): Value {
  const { text } = config;
  const { hiddenSize: width } = text;
  const [batch, length] = ids.shape;
  const looked = g.gather(
    get(p, "text_model.embeddings.token_embedding.weight"),
    g.reshape(ids, [batch * length]),
  );
  const positions = g.slice(get(p, "text_model.embeddings.position_embedding.weight"), 0, 0, length);
  const tokens = g.add(g.reshape(looked, [batch, length, width]), positions); // [batch, length, width]
  const future = Float32Array.from({ length: length * length }, (_, i) =>
    i % length > Math.floor(i / length) ? -1e9 : 0,
  );
  let x = encoder(g, p, "text_model", text, tokens, g.constant(future, [length, length]));
  x = norm(g, p, x, "text_model.final_layer_norm", text.layerNormEps);
  const pooled = g.gather(g.reshape(x, [batch * length, width]), ends); // [batch, width]
  return g.matMul(pooled, g.transpose(get(p, "text_projection.weight"), [1, 0])); // [batch, projectionDim]
}

/** Divides each row by its length. */
export function normalise(g: Graph, rows: Value): Value {
  return g.div(rows, g.sqrt(g.sum(g.mul(rows, rows), [rows.shape.length - 1])));
}

/** The symmetric cross-entropy of CLIP's Figure 3, over matching rows; images and texts are normalised. */
export function contrastiveLoss(g: Graph, images: Value, texts: Value, logitScale: Value): Value {
  const n = images.shape[0];
  const cosines = g.matMul(images, g.transpose(texts, [1, 0])); // [n, n]
  const logits = g.mul(cosines, g.exp(logitScale));
  const both = g.add(g.logSoftmax(logits), g.transpose(g.logSoftmax(g.transpose(logits, [1, 0])), [1, 0]));
  const diagonal = Float32Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? -0.5 / n : 0));
  return g.sum(g.mul(both, g.constant(diagonal, [n, n])), [0, 1]); // [1, 1]
}

function encoder(
  g: Graph,
  p: GraphParameters,
  prefix: string,
  tower: TowerConfig,
  input: Value,
  mask?: Value,
): Value {
  let x = input;
  for (let i = 0; i < tower.numHiddenLayers; i++) {
    const layer = `${prefix}.encoder.layers.${i}`;
    const first = norm(g, p, x, `${layer}.layer_norm1`, tower.layerNormEps);
    x = g.add(x, attention(g, p, `${layer}.self_attn`, tower, first, mask));
    const second = norm(g, p, x, `${layer}.layer_norm2`, tower.layerNormEps);
    const hidden = activate(g, linear(g, p, second, `${layer}.mlp.fc1`), tower.hiddenAct);
    x = g.add(x, linear(g, p, hidden, `${layer}.mlp.fc2`));
  }
  return x;
}

function attention(
  g: Graph,
  p: GraphParameters,
  name: string,
  tower: TowerConfig,
  x: Value,
  mask?: Value,
): Value {
  const [batch, length, width] = x.shape;
  const heads = tower.numAttentionHeads;
  const split = (part: string, perm: number[]) =>
    g.transpose(g.reshape(linear(g, p, x, `${name}.${part}`), [batch, length, heads, width / heads]), perm);
  const queries = g.mul(split("q_proj", [0, 2, 1, 3]), g.scalar((width / heads) ** -0.5));
  const keys = split("k_proj", [0, 2, 3, 1]); // [batch, heads, width/heads, length]
  const values = split("v_proj", [0, 2, 1, 3]);
  const scores = g.matMul(queries, keys); // [batch, heads, length, length]
  const weights = g.softmax(mask ? g.add(scores, mask) : scores);
  const mixed = g.transpose(g.matMul(weights, values), [0, 2, 1, 3]);
  return linear(g, p, g.reshape(mixed, [batch, length, width]), `${name}.out_proj`);
}

function activate(g: Graph, x: Value, activation: Activation): Value {
  if (activation === "quick_gelu") return g.mul(x, g.sigmoid(g.mul(x, g.scalar(1.702))));
  const half = g.mul(x, g.scalar(0.5));
  return g.add(half, g.mul(half, g.erf(g.mul(x, g.scalar(Math.SQRT1_2)))));
}

function linear(g: Graph, p: GraphParameters, x: Value, name: string): Value {
  return g.add(g.matMul(x, g.transpose(get(p, `${name}.weight`), [1, 0])), get(p, `${name}.bias`));
}

function norm(g: Graph, p: GraphParameters, x: Value, name: string, epsilon: number): Value {
  return g.layerNorm(x, get(p, `${name}.weight`), get(p, `${name}.bias`), epsilon);
}

function get(p: GraphParameters, name: string): Value {
  const value = p.get(name);
  if (!value) throw new Error(`No parameter ${name} in this graph.`); // parameterShapes lists them all
  return value;
}
