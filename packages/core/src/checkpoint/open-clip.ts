import { ClipscopeError } from "@clipscope/types";
import type { ClipConfig, ResNetConfig, TowerConfig, VisionConfig } from "../config.js";
import type { PreprocessConfig } from "../images/preprocess.js";
import { openaiPreprocess } from "../images/preprocess-config.js";
import { isOff } from "../settings-table.js";
import { canonicalJson } from "./canonical-json.js";
import { type Json, type Settings, settings } from "./settings.js";

/** The contents of an `open_clip_config.json`. */
export interface OpenClipDescription {
  config: ClipConfig;
  preprocess: PreprocessConfig;
}

const anything = () => true;
const none = isOff;

/**
 * Settings without effect here: used only in training, or inert at the accepted values. Any other setting
 * that is not read below is rejected, since it would change the embeddings.
 */
const INERT: Record<string, (value: unknown) => boolean> = {
  custom_text: anything, // the same model with longer names
  nonscalar_logit_scale: anything,
  cast_dtype: anything,
  output_dict: anything,
  init_logit_bias: none,
  multimodal_cfg: none,
  patch_dropout: anything,
  output_tokens: anything,
  timm_model_name: none,
  timm_model_pretrained: anything,
  timm_pool: anything,
  timm_proj: anything,
  timm_proj_bias: anything,
  timm_drop: anything,
  timm_drop_path: anything,
  ls_init_value: none,
  attentional_pool: none,
  attn_pooler_queries: anything,
  attn_pooler_heads: anything,
  no_ln_pre: none,
  pos_embed_type: (value) => value === "learnable",
  final_ln_after_pool: none,
  pool_type: (value) => value === "tok" || value === "argmax",
  act_kwargs: none,
  block_type: (value) => none(value) || value === "default",
  qk_norm: none,
  scaled_cosine_attn: none,
  scale_heads: none,
  scale_attn_inner: none,
  scale_attn: none,
  scale_fc: none,
  hf_model_name: none,
  hf_model_pretrained: anything,
  hf_proj_type: anything,
  hf_pooler_type: anything,
  hf_tokenizer_name: none,
  tokenizer_mode: none,
  tokenizer_kwargs: none,
  embed_cls: none,
  pad_id: (value) => value === 0,
  eos_id: anything, // only for a pool_type that is rejected
  no_causal_mask: none,
  proj_bias: none,
  proj_type: (value) => value === "linear",
};

/**
 * Parses an `open_clip_config.json` (given as a parsed object). Missing keys take OpenCLIP's defaults: GELU,
 * and the preprocessing of OpenAI's models. Throws `bad-config`, and `not-supported`, naming the key, for
 * models other than CLIP with two transformers or a ResNet and a transformer (timm's, SigLIP, CoCa, Hugging
 * Face text towers …).
 */
export function parseOpenClipConfig(json: unknown, file = "open_clip_config.json"): OpenClipDescription {
  const root = settings(json, file);
  const model = root.has("model_cfg") ? root.object("model_cfg") : root; // OpenCLIP takes both
  root.ignore("preprocess_cfg");
  const vision = model.object("vision_cfg");
  const text = model.object("text_cfg");
  const hiddenAct = model.flag("quick_gelu") ? "quick_gelu" : "gelu";
  const tower = (from: Settings, heads: (width: number) => number, width: number): TowerConfig => {
    const hiddenSize = from.count("width", width);
    return {
      hiddenSize,
      intermediateSize: Math.trunc(hiddenSize * from.positive("mlp_ratio", 4)),
      numHiddenLayers: from.count("layers", 12),
      numAttentionHeads: headsOf(hiddenSize, heads(hiddenSize), from),
      hiddenAct,
      layerNormEps: epsilon(from),
    };
  };
  const imageSize = vision.square("image_size", 224);
  const headWidth = vision.count("head_width", 64);
  const transformer = (): VisionConfig => ({
    ...tower(vision, (width) => Math.floor(width / headWidth), 768),
    imageSize,
    patchSize: vision.square("patch_size", 16),
    numChannels: 3,
  });
  const resnet = (layers: ResNetConfig["layers"]): ResNetConfig => {
    const width = vision.count("width", 64);
    const numAttentionHeads = headsOf(32 * width, Math.floor((32 * width) / headWidth), vision);
    vision.ignore("patch_size", "mlp_ratio");
    return { layers, width, hiddenSize: 32 * width, numAttentionHeads, imageSize, numChannels: 3 };
  };
  const vocabSize = text.count("vocab_size", 49408);
  const layers = vision.four("layers");
  const config: ClipConfig = {
    projectionDim: model.count("embed_dim"),
    logitScaleInitValue: model.number("init_logit_scale", 2.6592),
    vision: layers ? resnet(layers) : transformer(),
    text: {
      ...tower(text, () => text.count("heads", 8), 512),
      vocabSize,
      maxPositionEmbeddings: text.count("context_length", 77),
      eosTokenId: 2, // the largest id of a text, whatever the vocabulary is padded to: `text.argmax(dim=-1)`
    },
  };
  for (const part of [model, vision, text]) {
    const unknown = part.rest().find(([key, value]) => !(Object.hasOwn(INERT, key) && INERT[key](value)));
    if (!unknown) continue;
    throw new ClipscopeError(
      "not-supported",
      `${part.where}${unknown[0]} is ${JSON.stringify(unknown[1])}: such models are not supported, only CLIPs with two transformers, or with a modified ResNet and a transformer.`,
    );
  }
  const preprocess = root.has("preprocess_cfg")
    ? readPreprocess(root.object("preprocess_cfg"), imageSize)
    : openaiPreprocess(imageSize);
  return { config, preprocess };
}

function headsOf(width: number, heads: number, from: Settings): number {
  if (heads >= 1 && width % heads === 0) return heads;
  throw new ClipscopeError(
    "bad-config",
    `${from.where}width ${width} can't be divided among ${heads} attention heads.`,
  );
}

/** The epsilon in `norm_kwargs`, which may have no other keys. */
function epsilon(from: Settings): number {
  const norm = from.object("norm_kwargs");
  const eps = norm.positive("eps", 1e-5);
  const [other] = norm.rest();
  if (!other) return eps;
  throw new ClipscopeError(
    "not-supported",
    `${norm.where}${other[0]} is not supported, only norm_kwargs.eps.`,
  );
}

/** Parses `preprocess_cfg`, as interpreted by `open_clip.transform.image_transform`. */
function readPreprocess(from: Settings, imageSize: number): PreprocessConfig {
  const { normalize } = openaiPreprocess(imageSize);
  from.oneOf("mode", ["RGB"]);
  from.ignore("size"); // OpenCLIP takes the model's; keys that it does not know it ignores as well
  const size = { width: imageSize, height: imageSize };
  const config: PreprocessConfig = {
    resample: from.oneOf("interpolation", ["bicubic", "bilinear"]),
    rescaleFactor: 1 / 255,
    normalize: { mean: from.triple("mean", normalize?.mean), std: from.triple("std", normalize?.std) },
    rounding: "torchvision",
    orientation: "as-stored",
  };
  const mode = from.oneOf("resize_mode", ["shortest", "longest", "squash"]);
  if (mode === "squash") return { ...config, resize: size };
  if (mode === "shortest") return { ...config, resize: { shortestEdge: imageSize }, crop: size };
  return { ...config, resize: { longestEdge: imageSize }, crop: size, fill: from.byte("fill_color") };
}

/**
 * The `open_clip_config.json` of a model; `parseOpenClipConfig` reads it back unchanged. Throws
 * `bad-argument` for preprocessing that OpenCLIP can't do.
 */
export function formatOpenClipConfig(config: ClipConfig, preprocess: PreprocessConfig): Json {
  const { vision, text, projectionDim, logitScaleInitValue } = config;
  const tower = ({ hiddenSize, intermediateSize, numHiddenLayers, layerNormEps }: TowerConfig) => ({
    width: hiddenSize,
    layers: numHiddenLayers,
    mlp_ratio: ratio(intermediateSize, hiddenSize),
    ...(layerNormEps !== 1e-5 && { norm_kwargs: { eps: layerNormEps } }),
  });
  return {
    model_cfg: {
      embed_dim: projectionDim,
      quick_gelu: text.hiddenAct === "quick_gelu",
      init_logit_scale: logitScaleInitValue,
      vision_cfg: {
        image_size: vision.imageSize,
        head_width: vision.hiddenSize / vision.numAttentionHeads,
        ...("layers" in vision
          ? { layers: vision.layers, width: vision.width, patch_size: null }
          : { ...tower(vision), patch_size: vision.patchSize }),
      },
      text_cfg: {
        context_length: text.maxPositionEmbeddings,
        vocab_size: text.vocabSize,
        heads: text.numAttentionHeads,
        ...tower(text),
      },
    },
    preprocess_cfg: formatPreprocess(preprocess, vision.imageSize),
  };
}

/** A ratio whose product with the width, truncated, gives the size. */
function ratio(size: number, width: number): number {
  return Math.trunc(width * (size / width)) === size ? size / width : (size + 0.5) / width;
}

function formatPreprocess(preprocess: PreprocessConfig, imageSize: number): Json {
  const { normalize, resample: interpolation, fill = 0 } = preprocess;
  const described = { mean: normalize?.mean, std: normalize?.std, interpolation, fill_color: fill };
  for (const resize_mode of ["shortest", "longest", "squash"]) {
    const candidate = { ...described, resize_mode };
    const again = normalize && readPreprocess(settings(candidate, "open_clip_config.json"), imageSize);
    if (again && canonicalJson(again) === canonicalJson(preprocess)) return candidate;
  }
  throw new ClipscopeError(
    "bad-argument",
    "OpenCLIP's preprocessing always resizes and crops to the size of the model's input, with torchvision's rounding, rescales to 0…1 and normalizes; this model's preprocessing differs, so OpenCLIP can't express it.",
  );
}
