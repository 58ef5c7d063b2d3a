import type { ClipConfig, ResNetConfig, TowerConfig, Towers, VisionConfig } from "./config.js";

type Shapes = Map<string, number[]>;

/** Parameter shapes of the given towers; the logit scale belongs to both together. */
export function shapesOfTowers(config: ClipConfig, towers: Towers = "both"): Shapes {
  const all = parameterShapes(config);
  if (towers === "both") return all;
  const own = towers === "images" ? /^vis/ : /^text/;
  return new Map([...all].filter(([name]) => own.test(name)));
}

/**
 * Names and shapes of all parameters, as in `transformers.CLIPModel.state_dict()` (without position ids); a
 * ResNet's have the names of OpenAI and OpenCLIP, `visual.…`, including running statistics.
 */
export function parameterShapes({ vision, text, projectionDim }: ClipConfig): Shapes {
  const shapes: Shapes = new Map([["logit_scale", []]]);
  if ("layers" in vision) resnet(shapes, vision, projectionDim);
  else visionTransformer(shapes, vision, projectionDim);
  shapes.set("text_model.embeddings.token_embedding.weight", [text.vocabSize, text.hiddenSize]);
  shapes.set("text_model.embeddings.position_embedding.weight", [
    text.maxPositionEmbeddings,
    text.hiddenSize,
  ]);
  blocks(shapes, "text_model", text);
  norm(shapes, "text_model.final_layer_norm", text.hiddenSize);
  shapes.set("text_projection.weight", [projectionDim, text.hiddenSize]);
  return shapes;
}

function visionTransformer(shapes: Shapes, vision: VisionConfig, projectionDim: number): void {
  const { hiddenSize: width, imageSize, patchSize } = vision;
  const grid = Math.floor(imageSize / patchSize);
  shapes.set("vision_model.embeddings.class_embedding", [width]);
  shapes.set("vision_model.embeddings.patch_embedding.weight", [width, 3, patchSize, patchSize]);
  shapes.set("vision_model.embeddings.position_embedding.weight", [grid * grid + 1, width]);
  norm(shapes, "vision_model.pre_layrnorm", width); // sic: the name that the checkpoints have
  blocks(shapes, "vision_model", vision);
  norm(shapes, "vision_model.post_layernorm", width);
  shapes.set("visual_projection.weight", [projectionDim, width]);
}

function blocks(
  shapes: Shapes,
  prefix: string,
  { numHiddenLayers, hiddenSize: width, intermediateSize: mlp }: TowerConfig,
): void {
  for (let i = 0; i < numHiddenLayers; i++) {
    const layer = `${prefix}.encoder.layers.${i}`;
    for (const name of ["layer_norm1", "layer_norm2"]) norm(shapes, `${layer}.${name}`, width);
    for (const name of ["q_proj", "k_proj", "v_proj", "out_proj"]) {
      linear(shapes, `${layer}.self_attn.${name}`, width, width);
    }
    linear(shapes, `${layer}.mlp.fc1`, width, mlp);
    linear(shapes, `${layer}.mlp.fc2`, mlp, width);
  }
}

function resnet(
  shapes: Shapes,
  { layers, width, hiddenSize, imageSize }: ResNetConfig,
  projectionDim: number,
): void {
  const convolution = (conv: string, bn: string, from: number, to: number, size: number) => {
    shapes.set(`visual.${conv}.weight`, [to, from, size, size]);
    for (const part of ["weight", "bias", "running_mean", "running_var"]) {
      shapes.set(`visual.${bn}.${part}`, [to]);
    }
  };
  const stem = Math.floor(width / 2);
  convolution("conv1", "bn1", 3, stem, 3);
  convolution("conv2", "bn2", stem, stem, 3);
  convolution("conv3", "bn3", stem, width, 3);
  let channels = width;
  layers.forEach((count, stage) => {
    const planes = width * 2 ** stage;
    for (let i = 0; i < count; i++) {
      const block = `layer${stage + 1}.${i}`;
      convolution(`${block}.conv1`, `${block}.bn1`, channels, planes, 1);
      convolution(`${block}.conv2`, `${block}.bn2`, planes, planes, 3);
      convolution(`${block}.conv3`, `${block}.bn3`, planes, 4 * planes, 1);
      if (i === 0) convolution(`${block}.downsample.0`, `${block}.downsample.1`, channels, 4 * planes, 1);
      channels = 4 * planes;
    }
  });
  const pool = "visual.attnpool";
  shapes.set(`${pool}.positional_embedding`, [Math.floor(imageSize / 32) ** 2 + 1, hiddenSize]);
  for (const name of ["q_proj", "k_proj", "v_proj"])
    linear(shapes, `${pool}.${name}`, hiddenSize, hiddenSize);
  linear(shapes, `${pool}.c_proj`, hiddenSize, projectionDim);
}

function linear(shapes: Shapes, name: string, from: number, to: number): void {
  shapes.set(`${name}.weight`, [to, from]);
  shapes.set(`${name}.bias`, [to]);
}

function norm(shapes: Shapes, name: string, width: number): void {
  shapes.set(`${name}.weight`, [width]);
  shapes.set(`${name}.bias`, [width]);
}
