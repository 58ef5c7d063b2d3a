import { seededRandom } from "@clipscope/types";
import { type ClipConfig, visionTransformerOf } from "../config.js";
import { methodShapes, type TrainingMethod } from "./method.js";

/** Parameters by checkpoint name, flat and row-major. Shapes are `methodShapes(config, method)`. */
export type Parameters = Map<string, Float32Array>;

/**
 * Fresh parameters with the initial distribution of the CLIP authors (clip/model.py, `initialize_parameters`;
 * `CLIPPreTrainedModel._init_weights` in transformers): biases 0, gains 1, and normal weights whose deviation
 * shrinks with width and depth. The image tower of a seed is the same for every method.
 */
export function initClipParameters(
  config: ClipConfig,
  seed = 0,
  method: TrainingMethod = "contrastive",
): Parameters {
  const next = seededRandom(seed, 0x1417);
  const parameters: Parameters = new Map();
  for (const [name, shape] of methodShapes(config, method)) {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    const deviation = initialDeviation(name, config);
    if (name === "logit_scale") values[0] = config.logitScaleInitValue;
    else if (deviation > 0) for (let i = 0; i < values.length; i++) values[i] = deviation * next.normal();
    else if (name.endsWith("norm.weight") || /norm\d\.weight$/.test(name)) values.fill(1);
    parameters.set(name, values);
  }
  return parameters;
}

function initialDeviation(name: string, config: ClipConfig): number {
  const isVision = name.startsWith("vision") || name.startsWith("visual");
  const tower = isVision ? visionTransformerOf(config, "Training") : config.text;
  const { hiddenSize: width, numHiddenLayers: layers } = tower;
  const residual = width ** -0.5 * (2 * layers) ** -0.5;
  if (name.endsWith(".bias") || name.includes("norm")) return 0;
  if (name.includes("class_embedding")) return width ** -0.5;
  if (name.includes("embedding")) return 0.02;
  if (/[qkv]_proj|fc2/.test(name)) return residual;
  if (name.includes("out_proj") || name.includes("projection")) return width ** -0.5;
  if (name.includes("fc1")) return (2 * width) ** -0.5;
  return 0;
}
