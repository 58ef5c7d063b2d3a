import type { ClipConfig } from "../config.js";
import { gradients } from "../onnx/gradients.js";
import { Graph, type Value } from "../onnx/graph.js";
import {
  bagOfWords,
  contrastiveLoss,
  imageTower,
  normalize,
  parameterInputs,
  textTower,
} from "../onnx/towers.js";
import { methodShapes, predictionConfig, type TrainingMethod } from "./method.js";

/** The sizes of a step's graphs. */
export interface StepSize {
  batchSize: number;
  textLength: number;
  method: TrainingMethod;
}

/**
 * The graph of one training step. Inputs: parameters and a batch; outputs: the loss and every parameter's
 * gradient.
 */
export function trainingGraph(config: ClipConfig, size: StepSize): Graph {
  const g = new Graph();
  const parameters = parameterInputs(g, config, methodShapes(config, size.method));
  const images = imagesOf(g, parameters, config, size);
  const texts = textsOf(g, parameters, config, size);
  const loss =
    size.method === "predict-bag-of-words"
      ? g.mul(g.sum(g.mul(images, texts), [0, 1]), g.scalar(-1 / size.batchSize)) // [1, 1]
      : contrastiveLoss(g, images, texts, scaleOf(parameters));
  const names = [...parameters.keys()];
  const slopes = gradients(g, loss, [...parameters.values()]);
  g.output(loss, "loss");
  names.forEach((name, i) => {
    g.output(slopes[i], gradientName(name));
  });
  return g;
}

/** The graph of one tower without gradients. Inputs: its parameters and its half of a batch; output: `tower`. */
export function embeddingGraph(config: ClipConfig, size: StepSize, tower: "images" | "texts"): Graph {
  const g = new Graph();
  const own = tower === "images" ? /^vis/ : /^text/;
  const shapes = [...methodShapes(config, size.method)].filter(([name]) => own.test(name));
  const parameters = parameterInputs(g, config, new Map(shapes));
  const embedded = (tower === "images" ? imagesOf : textsOf)(g, parameters, config, size);
  g.output(embedded, tower);
  return g;
}

/** The name of the output with a parameter's gradient. */
export const gradientName = (name: string) => `gradient:${name}`;

type GraphParameters = ReadonlyMap<string, Value>;

/** Image embeddings of norm 1 or, to predict words, log-probabilities of tokens. */
function imagesOf(g: Graph, parameters: GraphParameters, config: ClipConfig, size: StepSize): Value {
  const { imageSize } = config.vision;
  const pixels = g.input("pixels", [size.batchSize, 3, imageSize, imageSize]);
  return size.method === "predict-bag-of-words"
    ? g.logSoftmax(imageTower(g, parameters, predictionConfig(config), pixels))
    : normalize(g, imageTower(g, parameters, config, pixels));
}

/** Text embeddings of norm 1 or, to predict words, the texts' shares of tokens. */
function textsOf(
  g: Graph,
  parameters: GraphParameters,
  config: ClipConfig,
  { batchSize, textLength, method }: StepSize,
): Value {
  if (method !== "contrastive") {
    const shares = g.input("shares", [batchSize, config.text.vocabSize]);
    return method === "predict-bag-of-words" ? shares : normalize(g, bagOfWords(g, parameters, shares));
  }
  const ids = g.input("ids", [batchSize, textLength], "int64");
  const ends = g.input("ends", [batchSize], "int64");
  return normalize(g, textTower(g, parameters, config, ids, ends));
}

function scaleOf(parameters: GraphParameters): Value {
  const scale = parameters.get("logit_scale");
  if (!scale) throw new Error("methodShapes names no logit_scale.");
  return scale;
}
