import { ClipscopeError } from "@clipscope/types";

export { parameterShapes } from "./shapes.js";

/** The activation of the MLP blocks: `quick_gelu` is x·σ(1.702x), `gelu` is x·Φ(x) (exact, by erf). */
export type Activation = "quick_gelu" | "gelu";

/** One transformer, in the words of Hugging Face's `CLIPTextConfig` and `CLIPVisionConfig`. */
export interface TowerConfig {
  hiddenSize: number;
  intermediateSize: number;
  numHiddenLayers: number;
  numAttentionHeads: number;
  hiddenAct: Activation;
  layerNormEps: number;
}

export interface VisionConfig extends TowerConfig {
  imageSize: number;
  patchSize: number;
  numChannels: 3;
}

/**
 * The modified ResNet of the paper (§2.4), in the words of OpenCLIP's `vision_cfg`; transformers has none.
 * `"layers" in config.vision` tells it from a vision transformer.
 */
export interface ResNetConfig {
  /** Blocks of each of the four stages: 3, 4, 6, 3 for RN50. */
  layers: readonly [number, number, number, number];
  /** Channels after the stem: 64 for RN50. */
  width: number;
  /** 32 · width: channels of the last stage and of the attention pool. */
  hiddenSize: number;
  /** Of the attention pool. */
  numAttentionHeads: number;
  imageSize: number;
  numChannels: 3;
}

export interface TextConfig extends TowerConfig {
  vocabSize: number;
  maxPositionEmbeddings: number;
  /** 2 is Hugging Face's historical mistake and means "pool at the largest id". */
  eosTokenId: number;
}

export interface ClipConfig {
  projectionDim: number;
  /** ln of the initial scale; the trained value is the tensor `logit_scale`. */
  logitScaleInitValue: number;
  vision: VisionConfig | ResNetConfig;
  text: TextConfig;
}

/** A CLIP whose two towers are transformers: what Hugging Face's `CLIPModel` can be. */
export interface TransformerClipConfig extends ClipConfig {
  vision: VisionConfig;
}

/** The image tower's config where it is a transformer; throws `bad-argument` for a ResNet, which `what` can't be. */
export function visionTransformerOf({ vision }: ClipConfig, what: string): VisionConfig {
  if (!("layers" in vision)) return vision;
  throw new ClipscopeError(
    "bad-argument",
    `${what} needs a vision transformer; this model's image tower is a ResNet of ${vision.layers.join(", ")} blocks.`,
  );
}

type Json = Record<string, unknown>;

/**
 * Reads a Hugging Face CLIP `config.json` (the parsed object). Keys that are left out have the
 * defaults of `transformers.CLIPConfig`, which are those of ViT-B/32.
 * Throws `bad-config` with the key, what was expected and what came.
 */
export function parseClipConfig(json: unknown, file = "config.json"): TransformerClipConfig {
  const root = object(json, file, "the file");
  if (root.model_type !== undefined && root.model_type !== "clip") {
    throw new ClipscopeError(
      "bad-config",
      `${file}: model_type is ${JSON.stringify(root.model_type)}; only "clip" can be read.`,
    );
  }
  if (root.vision_config === undefined && root.text_config === undefined) {
    throw new ClipscopeError(
      "bad-config",
      `${file} has neither vision_config nor text_config, so it is not a CLIP model's configuration.`,
    );
  }
  const visionJson = object(root.vision_config ?? {}, file, "vision_config");
  const textJson = object(root.text_config ?? {}, file, "text_config");
  const read = (source: Json, where: string) => ({
    number: (key: string, fallback: number, minimum = 1) =>
      number(source[key] ?? fallback, `${file}: ${where}${key}`, minimum),
    tower: (defaults: { width: number; mlp: number; heads: number }): TowerConfig => {
      const at = read(source, where);
      const tower: TowerConfig = {
        hiddenSize: at.number("hidden_size", defaults.width),
        intermediateSize: at.number("intermediate_size", defaults.mlp),
        numHiddenLayers: at.number("num_hidden_layers", 12),
        numAttentionHeads: at.number("num_attention_heads", defaults.heads),
        hiddenAct: activation(source.hidden_act ?? "quick_gelu", `${file}: ${where}hidden_act`),
        layerNormEps: positive(source.layer_norm_eps ?? 1e-5, `${file}: ${where}layer_norm_eps`),
      };
      if (tower.hiddenSize % tower.numAttentionHeads !== 0) {
        throw new ClipscopeError(
          "bad-config",
          `${file}: ${where}hidden_size ${tower.hiddenSize} is not a multiple of ${where}num_attention_heads ${tower.numAttentionHeads}.`,
        );
      }
      return tower;
    },
  });
  const vision = read(visionJson, "vision_config.");
  const text = read(textJson, "text_config.");
  const imageSize = vision.number("image_size", 224);
  const patchSize = vision.number("patch_size", 32);
  if (patchSize > imageSize) {
    throw new ClipscopeError(
      "bad-config",
      `${file}: vision_config.patch_size ${patchSize} is larger than vision_config.image_size ${imageSize}.`,
    );
  }
  if ((visionJson.num_channels ?? 3) !== 3) {
    throw new ClipscopeError(
      "bad-config",
      `${file}: vision_config.num_channels is ${visionJson.num_channels}; only 3 (RGB) can be read.`,
    );
  }
  return {
    projectionDim: read(root, "").number("projection_dim", 512),
    logitScaleInitValue: finite(root.logit_scale_init_value ?? 2.6592, `${file}: logit_scale_init_value`),
    vision: {
      ...vision.tower({ width: 768, mlp: 3072, heads: 12 }),
      imageSize,
      patchSize,
      numChannels: 3,
    },
    text: {
      ...text.tower({ width: 512, mlp: 2048, heads: 8 }),
      vocabSize: text.number("vocab_size", 49408),
      maxPositionEmbeddings: text.number("max_position_embeddings", 77),
      eosTokenId: text.number("eos_token_id", 49407, 0),
    },
  };
}

/** The `config.json` that `transformers.CLIPModel` opens, for `parseClipConfig(formatClipConfig(c))` to equal `c`. Throws `bad-argument` for a ResNet. */
export function formatClipConfig(config: ClipConfig): Json {
  const tower = (t: TowerConfig) => ({
    hidden_size: t.hiddenSize,
    intermediate_size: t.intermediateSize,
    num_hidden_layers: t.numHiddenLayers,
    num_attention_heads: t.numAttentionHeads,
    hidden_act: t.hiddenAct,
    layer_norm_eps: t.layerNormEps,
    projection_dim: config.projectionDim,
  });
  const { text } = config;
  const vision = visionTransformerOf(config, "transformers.CLIPModel");
  return {
    architectures: ["CLIPModel"],
    model_type: "clip",
    projection_dim: config.projectionDim,
    logit_scale_init_value: config.logitScaleInitValue,
    vision_config: {
      ...tower(vision),
      model_type: "clip_vision_model",
      image_size: vision.imageSize,
      patch_size: vision.patchSize,
      num_channels: 3,
    },
    text_config: {
      ...tower(text),
      model_type: "clip_text_model",
      vocab_size: text.vocabSize,
      max_position_embeddings: text.maxPositionEmbeddings,
      bos_token_id: text.vocabSize - 2,
      eos_token_id: text.eosTokenId,
      pad_token_id: text.eosTokenId,
    },
  };
}

function object(value: unknown, file: string, what: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ClipscopeError(
      "bad-config",
      `${file}: ${what} should be a JSON object, got ${JSON.stringify(value)}.`,
    );
  }
  return value as Json;
}

function number(value: unknown, where: string, minimum: number): number {
  if (!Number.isInteger(value) || (value as number) < minimum) {
    throw new ClipscopeError(
      "bad-config",
      `${where} should be a whole number of at least ${minimum}, got ${JSON.stringify(value)}.`,
    );
  }
  return value as number;
}

function finite(value: unknown, where: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new ClipscopeError("bad-config", `${where} should be a number, got ${JSON.stringify(value)}.`);
  }
  return value;
}

function positive(value: unknown, where: string): number {
  const x = finite(value, where);
  if (x <= 0) throw new ClipscopeError("bad-config", `${where} should be above 0, got ${x}.`);
  return x;
}

function activation(value: unknown, where: string): Activation {
  if (value === "quick_gelu" || value === "gelu") return value;
  throw new ClipscopeError(
    "bad-config",
    `${where} should be "quick_gelu" or "gelu", got ${JSON.stringify(value)}.`,
  );
}
