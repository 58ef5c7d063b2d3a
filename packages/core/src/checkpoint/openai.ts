import { ClipscopeError } from "@clipscope/types";
import type { Activation, ClipConfig, ResNetConfig, TextConfig, VisionConfig } from "../config.js";

/** Tensor shapes by OpenAI's names. */
type Shaped = ReadonlyMap<string, { shape: readonly number[] }>;

const HEAD_WIDTH = 64; // of all that OpenAI released
const LOGIT_SCALE_INIT = 2.6592; // ln(1 / 0.07)

/**
 * Infers a model's architecture from its tensor shapes, by OpenAI's names, as `clip/model.py`
 * (`build_model`): heads are 64 wide and images are square. Shapes don't determine the activation. Throws
 * `missing-tensor`, `wrong-shape` and `not-supported`.
 */
export function inferConfig(tensors: Shaped, hiddenAct: Activation, file: string): ClipConfig {
  const shape = (name: string, axes: number): readonly number[] => {
    const found = tensors.get(name)?.shape;
    if (!found) {
      throw new ClipscopeError(
        "missing-tensor",
        `${file}: no tensor ${name}, so it is not a CLIP of OpenAI's or OpenCLIP's kind, or not all of it. Take the weights of the whole model.`,
      );
    }
    if (found.length === axes) return found;
    throw new ClipscopeError(
      "wrong-shape",
      `${file}: tensor ${name} should have ${axes} axes, got shape [${found.join(", ")}].`,
    );
  };
  const heads = (width: number, name: string): number => {
    if (width % HEAD_WIDTH === 0) return width / HEAD_WIDTH;
    throw new ClipscopeError(
      "not-supported",
      `${file}: tensor ${name} is ${width} wide; OpenAI's models have attention heads of ${HEAD_WIDTH}, so the width should be a multiple of that. For another model put its open_clip_config.json beside the weights.`,
    );
  };
  const tower = (prefix: string, width: number) => ({
    hiddenSize: width,
    intermediateSize: shape(`${prefix}.resblocks.0.mlp.c_fc.weight`, 2)[0],
    numHiddenLayers: distinct(tensors, `${prefix}.resblocks.`),
    hiddenAct,
    layerNormEps: 1e-5,
  });
  const grid = (name: string): number => {
    const [count] = shape(name, 2);
    const side = Math.round(Math.sqrt(count - 1));
    if (side >= 1 && side * side + 1 === count) return side;
    throw new ClipscopeError(
      "wrong-shape",
      `${file}: tensor ${name} should have a square number of rows and one, got ${count}: non-square images are not supported.`,
    );
  };

  const transformer = (): VisionConfig => {
    const [width, , , patchSize] = shape("visual.conv1.weight", 4);
    return {
      ...tower("visual.transformer", width),
      numAttentionHeads: heads(width, "visual.conv1.weight"),
      imageSize: patchSize * grid("visual.positional_embedding"),
      patchSize,
      numChannels: 3,
    };
  };
  const resnet = (): ResNetConfig => {
    const [width] = shape("visual.layer1.0.conv1.weight", 4);
    const hiddenSize = 32 * width;
    return {
      layers: [1, 2, 3, 4].map((stage) => distinct(tensors, `visual.layer${stage}.`)) as [
        number,
        number,
        number,
        number,
      ],
      width,
      hiddenSize,
      numAttentionHeads: heads(hiddenSize, "visual.layer1.0.conv1.weight"),
      imageSize: 32 * grid("visual.attnpool.positional_embedding"),
      numChannels: 3,
    };
  };
  const [vocabSize, width] = shape("token_embedding.weight", 2);
  const text: TextConfig = {
    ...tower("transformer", width),
    numAttentionHeads: heads(width, "token_embedding.weight"),
    vocabSize,
    maxPositionEmbeddings: shape("positional_embedding", 2)[0],
    eosTokenId: 2, // the largest id of a text, whatever the vocabulary is padded to: `text.argmax(dim=-1)`
  };
  return {
    projectionDim: shape("text_projection", 2)[1],
    logitScaleInitValue: LOGIT_SCALE_INIT,
    vision: tensors.has("visual.proj") ? transformer() : resnet(),
    text,
  };
}

/** The number of distinct numbers that follow a prefix. */
function distinct(tensors: Shaped, prefix: string): number {
  const found = new Set<string>();
  for (const name of tensors.keys()) {
    if (name.startsWith(prefix)) found.add(name.slice(prefix.length).split(".")[0]);
  }
  return found.size;
}
