import type { ClipConfig } from "../config.js";
import { gradients } from "../onnx/gradients.js";
import { Graph, type Value } from "../onnx/graph.js";
import type { GraphParts } from "../onnx/model-file.js";
import { keptValues, subgraph } from "../onnx/subgraph.js";
import { contrastiveLoss, imageTower, normalize, parameterInputs, textTower } from "../onnx/towers.js";

/**
 * The forward and backward graphs of one shard of a batch; the loss over all shards is computed between them.
 */
export interface ShardGraphs {
  /** Inputs: parameters, pixels, ids and ends. Outputs: `images`, `texts` and `kept`. */
  embed: GraphParts;
  /**
   * Inputs: parameters, ids, ends, `kept`, "imageSlopes" and "textSlopes". Outputs: each parameter's
   * gradient.
   */
  backward: GraphParts;
  /** `[rows, projectionDim]`, normalized. */
  images: Value;
  texts: Value;
  /** Activations of the forward graph that the backward graph reads. */
  kept: Value[];
  /** Gradients by parameter name; the logit scale has none, since it belongs to the loss. */
  gradients: Map<string, Value>;
}

/** Forward and backward graphs of the two towers, split at the embeddings. */
export function shardGraphs(config: ClipConfig, rows: number, textLength: number): ShardGraphs {
  const g = new Graph();
  const { imageSize } = config.vision;
  const parameters = parameterInputs(g, config);
  const pixels = g.input("pixels", [rows, 3, imageSize, imageSize]);
  const ids = g.input("ids", [rows, textLength], "int64");
  const ends = g.input("ends", [rows], "int64");
  const images = normalize(g, imageTower(g, parameters, config, pixels));
  const texts = normalize(g, textTower(g, parameters, config, ids, ends));
  const forward = g.nodes.length;
  // By the chain rule, this is the gradient of Σ embedding · slope with the slopes held fixed.
  const product = (embeddings: Value, name: string) =>
    g.sum(g.mul(embeddings, g.input(name, embeddings.shape)), [0, 1]);
  const loss = g.add(product(images, "imageSlopes"), product(texts, "textSlopes"));
  const trained = [...parameters].filter(([name]) => name !== "logit_scale");
  const slopes = gradients(
    g,
    loss,
    trained.map(([, value]) => value),
  );
  const kept = keptValues(g, forward, slopes);
  return {
    embed: subgraph(g, g.inputs, [images, texts, ...kept]),
    backward: subgraph(g, [...g.inputs, ...kept], slopes),
    images,
    texts,
    kept,
    gradients: new Map(trained.map(([name], i) => [name, slopes[i]])),
  };
}

/**
 * Graph of the contrastive loss. Inputs: "images" and "texts" `[rows, projectionDim]`, "logit_scale".
 * Outputs: "loss", and the gradient of each input.
 */
export function lossGraph(rows: number, projectionDim: number): Graph {
  const g = new Graph();
  const inputs = [
    g.input("images", [rows, projectionDim]),
    g.input("texts", [rows, projectionDim]),
    g.input("logit_scale", []),
  ];
  const [images, texts, logitScale] = inputs;
  const loss = contrastiveLoss(g, images, texts, logitScale);
  const slopes = gradients(g, loss, inputs);
  g.output(loss, "loss");
  inputs.forEach(({ name }, i) => {
    g.output(slopes[i], `gradient:${name}`);
  });
  return g;
}
