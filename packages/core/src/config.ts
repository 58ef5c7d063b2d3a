import { ClipscopeError } from "@clipscope/types";
import { CLIP_SETTINGS, TEXT_SETTINGS, VISION_SETTINGS } from "./config-settings.js";
import { refuseUnreadSettings } from "./settings-table.js";

export { parameterShapes, shapesOfTowers } from "./shapes.js";

/** Activation of the MLP blocks: `quick_gelu` is x·σ(1.702x), `gelu` is x·Φ(x) (exact, by erf). */
export type Activation = "quick_gelu" | "gelu";

/**
 * Configuration of one transformer, with the names of Hugging Face's `CLIPTextConfig` and `CLIPVisionConfig`.
 */
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
 * Configuration of the paper's modified ResNet (§2.4), with the names of OpenCLIP's `vision_cfg`, since
 * transformers has none. `"layers" in config.vision` distinguishes it from a vision transformer.
 */
export interface ResNetConfig {
  /** Number of blocks in each of the four stages: 3, 4, 6, 3 for RN50. */
  layers: readonly [number, number, number, number];
  /** Number of channels after the stem: 64 for RN50. */
  width: number;
  /** 32 · width: number of channels of the last stage and of the attention pool. */
  hiddenSize: number;
  /** Number of heads of the attention pool. */
  numAttentionHeads: number;
  imageSize: number;
  numChannels: 3;
}

export interface TextConfig extends TowerConfig {
  vocabSize: number;
  maxPositionEmbeddings: number;
  /**
   * Where a text's embedding is read: at the first token of this id or, if the id is 2, at the largest id, as
   * in OpenAI's and OpenCLIP's code.
   */
  eosTokenId: number;
}

export interface ClipConfig {
  projectionDim: number;
  /** Logarithm of the initial scale; the trained value is the tensor `logit_scale`. */
  logitScaleInitValue: number;
  vision: VisionConfig | ResNetConfig;
  text: TextConfig;
}

/** A CLIP with two transformer towers, the kind that Hugging Face's `CLIPModel` supports. */
export interface TransformerClipConfig extends ClipConfig {
  vision: VisionConfig;
}

/**
 * The image tower's config if it is a transformer. Throws `bad-argument` for a ResNet, which `what` does not
 * support.
 */
export function visionTransformerOf({ vision }: ClipConfig, what: string): VisionConfig {
  if (!("layers" in vision)) return vision;
  throw new ClipscopeError(
    "bad-argument",
    `${what} needs a vision transformer; this model's image tower is a ResNet of ${vision.layers.join(", ")} blocks.`,
  );
}

type Json = Record<string, unknown>;

/** Defaults of settings missing from a config.json: those of `transformers`, which are ViT-B/32's. */
const TOWER = { num_hidden_layers: 12, hidden_act: "quick_gelu", layer_norm_eps: 1e-5 };
const VISION = {
  ...TOWER,
  hidden_size: 768,
  intermediate_size: 3072,
  num_attention_heads: 12,
  image_size: 224,
  patch_size: 32,
  num_channels: 3,
};
const TEXT = {
  ...TOWER,
  hidden_size: 512,
  intermediate_size: 2048,
  num_attention_heads: 8,
  vocab_size: 49408,
  max_position_embeddings: 77,
  eos_token_id: 49407,
};

/**
 * Parses a Hugging Face CLIP `config.json` (given as a parsed object). Missing keys take the defaults of
 * `transformers.CLIPConfig`; as in transformers, `text_config_dict` and `vision_config_dict` take precedence
 * over `text_config` and `vision_config`. Throws `bad-config`, naming the key, with the expected and the
 * actual value, and `not-supported` for a key that makes transformers compute something else.
 */
export function parseClipConfig(json: unknown, file = "config.json"): TransformerClipConfig {
  const root = object(json, file, "the file");
  if (root.model_type !== undefined && root.model_type !== "clip") {
    throw new ClipscopeError(
      "bad-config",
      `${file}: model_type is ${JSON.stringify(root.model_type)}; "clip", "clip_vision_model" and "clip_text_model" can be read.`,
    );
  }
  const parts = ["vision_config", "text_config", "vision_config_dict", "text_config_dict"];
  if (parts.every((key) => root[key] === undefined || root[key] === null)) {
    throw new ClipscopeError(
      "bad-config",
      `${file} has neither vision_config nor text_config, so it is not a CLIP model's configuration.`,
    );
  }
  refuseUnreadSettings(root, CLIP_SETTINGS, `${file}: `);
  const vision = tower(root, "vision_config", VISION, file);
  const text = tower(root, "text_config", TEXT, file);
  refuseUnreadSettings(vision.json, VISION_SETTINGS, vision.where);
  refuseUnreadSettings(text.json, TEXT_SETTINGS, text.where);
  const imageSize = square(vision.json.image_size, `${vision.where}image_size`);
  const patchSize = square(vision.json.patch_size, `${vision.where}patch_size`);
  if (patchSize > imageSize) {
    throw new ClipscopeError(
      "bad-config",
      `${vision.where}patch_size ${patchSize} is larger than ${vision.where}image_size ${imageSize}.`,
    );
  }
  if (vision.json.num_channels !== 3) {
    throw new ClipscopeError(
      "bad-config",
      `${vision.where}num_channels is ${vision.json.num_channels}; only 3 (RGB) can be read.`,
    );
  }
  return {
    projectionDim: number(root.projection_dim ?? 512, `${file}: projection_dim`),
    logitScaleInitValue: finite(root.logit_scale_init_value ?? 2.6592, `${file}: logit_scale_init_value`),
    vision: { ...readTower(vision), imageSize, patchSize, numChannels: 3 },
    text: {
      ...readTower(text),
      vocabSize: number(text.json.vocab_size, `${text.where}vocab_size`),
      maxPositionEmbeddings: number(
        text.json.max_position_embeddings,
        `${text.where}max_position_embeddings`,
      ),
      eosTokenId: number(text.json.eos_token_id, `${text.where}eos_token_id`, 0),
    },
  };
}

/** Towers that a model has. */
export type Towers = "both" | "images" | "texts";

/**
 * Parses the `config.json` of any CLIP in transformers: the whole model, or one tower with its projection
 * (`CLIPVisionModelWithProjection`, `CLIPTextModelWithProjection`), in which case the other tower's
 * configuration is the default and unused. Throws the errors of `parseClipConfig`.
 */
export function parseTowersConfig(
  json: unknown,
  file = "config.json",
): { config: TransformerClipConfig; towers: Towers } {
  const { model_type, projection_dim, ...rest } = object(json, file, "the file");
  const alone = Object.entries(TOWER_TYPES).find(([type]) => type === model_type)?.[1];
  if (!alone) return { config: parseClipConfig(json, file), towers: "both" };
  return { config: parseClipConfig({ projection_dim, [alone.key]: rest }, file), towers: alone.towers };
}

const TOWER_TYPES = {
  clip_vision_model: { key: "vision_config", towers: "images" },
  clip_text_model: { key: "text_config", towers: "texts" },
} as const;

/** Whether `parseTowersConfig` supports this model_type of a config.json. */
export const isClipType = (type: unknown): boolean =>
  type === "clip" || (typeof type === "string" && Object.hasOwn(TOWER_TYPES, type));

interface TowerJson {
  json: Json;
  where: string;
}

/** The settings of one tower, including defaults (`CLIPConfig.__post_init__`). */
function tower(root: Json, key: string, defaults: Json, file: string): TowerJson {
  const given = object(root[key] ?? {}, file, key);
  const winner = root[`${key}_dict`] ?? undefined;
  // What wins is a whole configuration: its defaults win too.
  const layers = winner === undefined ? [given] : [given, defaults, object(winner, file, `${key}_dict`)];
  const isSaid = ([, value]: [string, unknown]) => value !== undefined && value !== null;
  const said = layers.map((layer) => Object.fromEntries(Object.entries(layer).filter(isSaid)));
  return { json: Object.assign({}, defaults, ...said), where: `${file}: ${key}.` };
}

function readTower({ json, where }: TowerJson): TowerConfig {
  const config: TowerConfig = {
    hiddenSize: number(json.hidden_size, `${where}hidden_size`),
    intermediateSize: number(json.intermediate_size, `${where}intermediate_size`),
    numHiddenLayers: number(json.num_hidden_layers, `${where}num_hidden_layers`),
    numAttentionHeads: number(json.num_attention_heads, `${where}num_attention_heads`),
    hiddenAct: activation(json.hidden_act, `${where}hidden_act`),
    layerNormEps: positive(json.layer_norm_eps, `${where}layer_norm_eps`),
  };
  if (config.hiddenSize % config.numAttentionHeads !== 0) {
    throw new ClipscopeError(
      "bad-config",
      `${where}hidden_size ${config.hiddenSize} is not a multiple of ${where}num_attention_heads ${config.numAttentionHeads}.`,
    );
  }
  return config;
}

/**
 * The `config.json` for `transformers.CLIPModel`, such that `parseClipConfig(formatClipConfig(c))` equals
 * `c`; includes the tokenizer's start and padding ids if it is given. Throws `bad-argument` for a ResNet.
 */
export function formatClipConfig(config: ClipConfig, tokenizer?: { bosId: number; padId: number }): Json {
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
      eos_token_id: text.eosTokenId,
      ...(tokenizer && { bos_token_id: tokenizer.bosId, pad_token_id: tokenizer.padId }),
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

function number(value: unknown, where: string, minimum = 1): number {
  if (!Number.isInteger(value) || (value as number) < minimum) {
    throw new ClipscopeError(
      "bad-config",
      `${where} should be a whole number of at least ${minimum}, got ${JSON.stringify(value)}.`,
    );
  }
  return value as number;
}

/** Side of a square: a number, or two equal numbers. */
function square(value: unknown, where: string): number {
  const isPair = Array.isArray(value) && value.length === 2 && value[0] === value[1];
  return number(isPair ? value[0] : value, where);
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
