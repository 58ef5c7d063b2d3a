import type { ClipConfig, TowerConfig } from "../config.js";
import { type Dim, Graph, times, type Value } from "./graph.js";
import { resnetGraph } from "./resnet.js";
import { block, norm } from "./transformer.js";
import type { Weights } from "./weights.js";

// The towers with their parameters inside, to be run at any batch size and text length. The last layer
// computes only the tokens whose output is read.

export type MakeWeights = (g: Graph<Dim>) => Weights;

/**
 * Graph of the image tower. Input: `pixel_values` `[batch, 3, size, size]`, normalized. Outputs:
 * `image_embeds` `[batch, projectionDim]`, not normalized, and `pooler_output` `[batch, width]`, before
 * projection.
 */
export function imageGraph(config: ClipConfig, makeWeights: MakeWeights): Graph<Dim> {
  if ("layers" in config.vision) return resnetGraph(config, makeWeights);
  const { vision } = config;
  const { hiddenSize: width, imageSize, patchSize, layerNormEps } = vision;
  const g = new Graph<Dim>();
  const p = makeWeights(g);
  const pixels = g.input("pixel_values", ["batch", 3, imageSize, imageSize]);
  const grid = Math.floor(imageSize / patchSize);
  const side = grid * patchSize; // leftover pixels at the right and bottom are ignored, as in a convolution
  const columns = side === imageSize ? pixels : g.slice(pixels, 3, 0, side);
  const whole = side === imageSize ? columns : g.slice(columns, 2, 0, side);
  const cells = g.reshape(whole, ["batch", 3, grid, patchSize, grid, patchSize]);
  const patchLength = 3 * patchSize * patchSize;
  const patches = g.reshape(g.transpose(cells, [0, 2, 4, 1, 3, 5]), ["batch", grid * grid, patchLength]);
  const embedded = p.linear(patches, "vision_model.embeddings.patch_embedding"); // [batch, grid², width]
  const room = g.node("Pad", [embedded, g.ints([0, 1, 0, 0, 0, 0])], ["batch", 1 + grid * grid, width]);
  const start = g.reshape(p.get("vision_model.embeddings.class_embedding"), [1, width]);
  const rest = g.node("Pad", [start, g.ints([0, 0, grid * grid, 0])], [1 + grid * grid, width]);
  const positions = g.add(p.get("vision_model.embeddings.position_embedding.weight"), rest);
  const tokens = norm(g, p, g.add(room, positions), "vision_model.pre_layrnorm", layerNormEps);
  const last = encoder(g, p, "vision_model", vision, tokens, (x) => g.slice(x, 1, 0, 1)); // [batch, 1, width]
  const read = g.reshape(last, ["batch", width]);
  const pooled = norm(g, p, read, "vision_model.post_layernorm", layerNormEps);
  g.output(p.linear(pooled, "visual_projection"), "image_embeds");
  g.output(pooled, "pooler_output");
  return g;
}

/**
 * Graph of the text tower with transformers.js's inputs. Input: `input_ids` `[batch, length]`, padded after
 * each end token. Outputs: `text_embeds` `[batch, projectionDim]`, not normalized, and `pooler_output`
 * `[batch, width]`, before projection.
 */
export function textGraph(config: ClipConfig, makeWeights: MakeWeights): Graph<Dim> {
  const { maxPositionEmbeddings: context } = config.text;
  const g = new Graph<Dim>();
  const p = makeWeights(g);
  const ids = g.input("input_ids", ["batch", "length"], "int64");
  const length = g.node("Shape", [ids], [1], { start: 1, end: 2 }, "int64");
  const zero = g.ints([0]);
  const table = p.get("text_model.embeddings.position_embedding.weight");
  const positions = g.node("Slice", [table, zero, length, zero], ["length", config.text.hiddenSize]);
  const future = Float32Array.from({ length: context * context }, (_, i) =>
    i % context > Math.floor(i / context) ? UNSEEN : 0,
  );
  const limits = [g.ints([0, 0]), g.node("Concat", [length, length], [2], { axis: 0 }, "int64")];
  const bias = g.node("Slice", [g.constant(future, [context, context]), ...limits], ["length", "length"]);
  const pick = endTokens(g, config, ids, length); // [batch, 1, length]
  return finishText(g, p, config, g.add(words(p, ids), positions), bias, pick);
}

/**
 * Graph of the text tower for texts that share prefixes: each row is a forest of tokens, and `bias` says
 * which tokens each one attends to. Inputs: `input_ids` and `position_ids` `[batch, length]`; `bias` `[batch,
 * length, length]`, 0 for the token itself and those before it in its text, `UNSEEN` for all others; `pick`
 * `[batch, ends, length]`, 1 at an end token. Outputs: `text_embeds` `[batch·ends, projectionDim]`, not
 * normalized, and `pooler_output` `[batch·ends, width]`.
 */
export function packedTextGraph(config: ClipConfig, makeWeights: MakeWeights): Graph<Dim> {
  const g = new Graph<Dim>();
  const p = makeWeights(g);
  const ids = g.input("input_ids", ["batch", "length"], "int64");
  const places = g.input("position_ids", ["batch", "length"], "int64");
  const bias = g.input("bias", ["batch", "length", "length"]);
  const pick = g.input("pick", ["batch", "ends", "length"]);
  const positions = g.gather(p.get("text_model.embeddings.position_embedding.weight"), places);
  return finishText(g, p, config, g.add(words(p, ids), positions), bias, pick);
}

/** Added to the attention score of a masked token; softmax then gives 0. */
export const UNSEEN = -1e9;

const words = (p: Weights, ids: Value<Dim>) => p.lookUp("text_model.embeddings.token_embedding.weight", ids);

/**
 * The text tower after the embeddings: `tokens` `[batch, length, width]`, `bias` `[…, length, length]`,
 * `pick` `[batch, ends, length]`.
 */
function finishText(
  g: Graph<Dim>,
  p: Weights,
  config: ClipConfig,
  tokens: Value<Dim>,
  bias: Value<Dim>,
  pick: Value<Dim>,
): Graph<Dim> {
  const { hiddenSize: width, layerNormEps } = config.text;
  const [batch, ends] = pick.shape;
  const perHead = bias.shape.length === 2 ? bias : g.unsqueeze(bias, 1);
  const seen = g.unsqueeze(g.matMul(pick, bias), 1);
  const last = encoder(g, p, "text_model", config.text, tokens, (x) => g.matMul(pick, x), perHead, seen);
  const read = g.reshape(last, [ends === 1 ? batch : times(batch, ends), width]);
  const pooled = norm(g, p, read, "text_model.final_layer_norm", layerNormEps);
  g.output(p.linear(pooled, "text_projection"), "text_embeds");
  g.output(pooled, "pooler_output");
  return g;
}

/** Runs all blocks; the last one computes only the tokens that `choose` selects, with `lastBias`. */
function encoder(
  g: Graph<Dim>,
  p: Weights,
  prefix: string,
  tower: TowerConfig,
  input: Value<Dim>,
  choose: (x: Value<Dim>) => Value<Dim>,
  bias?: Value<Dim>,
  lastBias?: Value<Dim>,
): Value<Dim> {
  const name = (i: number) => `${prefix}.encoder.layers.${i}`;
  const before = tower.numHiddenLayers - 1;
  let x = input;
  for (let i = 0; i < before; i++) x = block(g, p, name(i), tower, x, { bias });
  return block(g, p, name(before), tower, choose(x), { context: x, bias: lastBias });
}

/**
 * Mask of the token where each row's embedding is read, `[batch, 1, length]`: the first end token or, where
 * `eosTokenId` is Hugging Face's historical 2, the first of the largest ids (CLIPTextTransformer.forward).
 */
function endTokens(g: Graph<Dim>, { text }: ClipConfig, ids: Value<Dim>, length: Value<Dim>): Value<Dim> {
  const cast = (x: Value<Dim>) => g.node("Cast", [x], x.shape, { to: 1 });
  const eos = g.constant(BigInt64Array.of(BigInt(text.eosTokenId)), []);
  const score = cast(text.eosTokenId === 2 ? ids : g.node("Equal", [ids, eos], ids.shape, {}, "bool"));
  const end = g.node("ArgMax", [score], ["batch", 1], { axis: 1, keepdims: 1 }, "int64");
  const scalar = (n: number) => g.constant(BigInt64Array.of(BigInt(n)), []);
  const count = g.node("Squeeze", [length], [], {}, "int64");
  const places = g.node("Range", [scalar(0), count, scalar(1)], ["length"], {}, "int64");
  const found = g.node("Equal", [places, end], ["batch", "length"], {}, "bool");
  return g.unsqueeze(cast(found), 1);
}
