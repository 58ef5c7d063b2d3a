import { ClipscopeError } from "@clipscope/types";
import { type ClipConfig, parameterShapes, type TowerConfig, visionTransformerOf } from "../config.js";
import { type Graph, size, type Value } from "./graph.js";
import { block, type GraphParameters, norm } from "./transformer.js";

/** Declares parameters, by default every parameter of the model, as inputs of the graph. */
export function parameterInputs(
  g: Graph,
  config: ClipConfig,
  shapes: ReadonlyMap<string, readonly number[]> = parameterShapes(config),
): Map<string, Value> {
  const inputs = new Map<string, Value>();
  for (const [name, shape] of shapes) inputs.set(name, g.input(name, shape));
  return inputs;
}

/** Parameters as graph inputs in the layout of the checkpoint, so that gradients reach them. */
function trainable(g: Graph, values: ReadonlyMap<string, Value>): GraphParameters {
  const get = (name: string): Value => {
    const value = values.get(name);
    if (!value) throw new Error(`No parameter ${name} in this graph.`); // parameterShapes lists them all
    return value;
  };
  const linear = (x: Value, name: string) => {
    const weight = get(`${name}.weight`);
    const [out, ...rest] = weight.shape;
    const columns = size(rest);
    const matrix = rest.length > 1 ? g.reshape(weight, [out, columns]) : weight;
    const rows = g.reshape(x, [size(x.shape) / columns, columns]); // one product, whatever the batch
    const y = g.matMul(rows, g.transpose(matrix, [1, 0]));
    const shifted = values.has(`${name}.bias`) ? g.add(y, get(`${name}.bias`)) : y;
    return g.reshape(shifted, [...x.shape.slice(0, -1), out]);
  };
  return { get, linear };
}

/**
 * The vision transformer (CLIP §2.4; ViT with a pre-norm before the first layer).
 * pixels `[batch, 3, size, size]`, normalized → `[batch, projectionDim]`, not normalized.
 */
export function imageTower(
  g: Graph,
  parameters: ReadonlyMap<string, Value>,
  config: ClipConfig,
  pixels: Value,
): Value {
  const p = trainable(g, parameters);
  const vision = visionTransformerOf(config, "This graph");
  const { hiddenSize: width, patchSize } = vision;
  const batch = pixels.shape[0];
  const grid = Math.floor(vision.imageSize / patchSize);
  const patchLength = 3 * patchSize * patchSize;
  const side = grid * patchSize; // leftover pixels at the right and bottom are ignored, as in a convolution
  const columns = side === vision.imageSize ? pixels : g.slice(pixels, 3, 0, side);
  const whole = side === vision.imageSize ? columns : g.slice(columns, 2, 0, side);
  const cells = g.reshape(whole, [batch, 3, grid, patchSize, grid, patchSize]);
  const patches = g.reshape(g.transpose(cells, [0, 2, 4, 1, 3, 5]), [batch, grid * grid, patchLength]);
  const embedded = p.linear(patches, "vision_model.embeddings.patch_embedding"); // [batch, grid², width]
  const start = g.expand(p.get("vision_model.embeddings.class_embedding"), [batch, 1, width]);
  const tokens = g.concat([start, embedded], 1); // [batch, 1 + grid², width]
  const placed = g.add(tokens, p.get("vision_model.embeddings.position_embedding.weight"));
  let x = norm(g, p, placed, "vision_model.pre_layrnorm", vision.layerNormEps);
  x = encoder(g, p, "vision_model", vision, x);
  const pooled = g.reshape(g.slice(x, 1, 0, 1), [batch, width]);
  const normed = norm(g, p, pooled, "vision_model.post_layernorm", vision.layerNormEps);
  return p.linear(normed, "visual_projection"); // [batch, projectionDim]
}

/**
 * The text transformer, causal (CLIP §2.4). ids `[batch, length]`; `ends` `[batch]` holds the flat index
 * (row · length + position) of each text's end token → `[batch, projectionDim]`, not normalized.
 */
export function textTower(
  g: Graph,
  parameters: ReadonlyMap<string, Value>,
  config: ClipConfig,
  ids: Value,
  ends: Value,
): Value {
  const p = trainable(g, parameters);
  const { text } = config;
  const { hiddenSize: width } = text;
  const [batch, length] = ids.shape;
  if (length > text.maxPositionEmbeddings) {
    throw new ClipscopeError(
      "bad-argument",
      `Texts of ${length} tokens don't fit: this model has ${text.maxPositionEmbeddings} text positions.`,
    );
  }
  const looked = g.gather(
    p.get("text_model.embeddings.token_embedding.weight"),
    g.reshape(ids, [batch * length]),
  );
  const positions = g.slice(p.get("text_model.embeddings.position_embedding.weight"), 0, 0, length);
  const tokens = g.add(g.reshape(looked, [batch, length, width]), positions); // [batch, length, width]
  const future = Float32Array.from({ length: length * length }, (_, i) =>
    i % length > Math.floor(i / length) ? -1e9 : 0,
  );
  let x = encoder(g, p, "text_model", text, tokens, g.constant(future, [length, length]));
  x = norm(g, p, x, "text_model.final_layer_norm", text.layerNormEps);
  const pooled = g.gather(g.reshape(x, [batch * length, width]), ends); // [batch, width]
  return p.linear(pooled, "text_projection"); // [batch, projectionDim]
}

/**
 * Texts as bags of words: shares of tokens `[batch, vocabSize]` → `[batch, projectionDim]`, not normalized. The mean of
 * the token embeddings, projected.
 */
export function bagOfWords(g: Graph, parameters: ReadonlyMap<string, Value>, shares: Value): Value {
  const p = trainable(g, parameters);
  const mean = g.matMul(shares, p.get("text_model.embeddings.token_embedding.weight"));
  return p.linear(mean, "text_projection");
}

/** Divides each row by its norm. */
export function normalize(g: Graph, rows: Value): Value {
  return g.div(rows, g.sqrt(g.sum(g.mul(rows, rows), [rows.shape.length - 1])));
}

/** The symmetric cross-entropy of CLIP's Figure 3, over matching rows; images and texts are normalized. */
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
  bias?: Value,
): Value {
  let x = input;
  for (let i = 0; i < tower.numHiddenLayers; i++) {
    x = block(g, p, `${prefix}.encoder.layers.${i}`, tower, x, { bias });
  }
  return x;
}
