import { ClipscopeError } from "@clipscope/types";
import { isClipType } from "../config.js";

/** The files from which a checkpoint is read. */
export interface Plan {
  files: string[];
  /** Descriptions of what is missing. */
  missing: string[];
  /**
   * Whether there is a config and a full set of weights; further requirements are checked when the checkpoint
   * is read.
   */
  hasModel: boolean;
}

const OPEN_CLIP = "open_clip_config.json";

/** Weight files in order of preference: safetensors before pickles, single files before shards. */
const WEIGHTS = {
  transformers: [
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
  ],
  openClip: ["open_clip_model.safetensors", "open_clip_pytorch_model.bin"],
};

/**
 * Chooses the files to download from a repository: config, one set of weights, one tokenizer, preprocessing.
 * Repositories often hold the same weights in several formats (safetensors, pickle, TensorFlow, Flax,
 * OpenCLIP). Throws `not-a-checkpoint` if it holds another kind of model or names that escape its folder, and
 * `bad-config`.
 */
export async function planFiles(
  repo: string,
  names: ReadonlySet<string>,
  readText: (name: string) => Promise<string>,
): Promise<Plan> {
  const has = (name: string) => names.has(name);
  const readJson = async (name: string): Promise<Record<string, unknown>> => {
    try {
      return Object(JSON.parse(await readText(name)));
    } catch (cause) {
      if (cause instanceof ClipscopeError) throw cause;
      throw new ClipscopeError("bad-config", `${repo}: ${name} is not JSON (${(cause as Error).message}).`, {
        cause,
      });
    }
  };

  const config = has("config.json") ? await readJson("config.json") : undefined;
  const isOurs = config !== undefined && isClip(config);
  const openClipWeights = has(OPEN_CLIP) ? WEIGHTS.openClip.find(has) : undefined;
  if (config && !isOurs && !has(OPEN_CLIP)) {
    throw new ClipscopeError(
      "not-a-checkpoint",
      `${repo}is not a CLIP: its config.json has model_type ${JSON.stringify(config.model_type)}. Give a model whose model_type is "clip", or one with ${OPEN_CLIP}.`,
    );
  }
  const onnxOnly = [...names].some((name) => name.endsWith(".onnx")) && ![...names].some(isWeights);
  if (onnxOnly) {
    throw new ClipscopeError(
      "not-supported",
      `${repo} has only ONNX graphs, which are not supported. Give the repository they were exported from, with model.safetensors or pytorch_model.bin.`,
    );
  }
  const inFolder = [...names].find((name) => /^[^/]+\/(open_clip_)?config\.json$/.test(name));
  if (!config && !has(OPEN_CLIP) && inFolder) {
    throw new ClipscopeError(
      "not-supported",
      `${repo} has no model at its top level, only in folders such as ${inFolder}, which are not supported on the hub. Download that folder and give its path.`,
    );
  }
  const weights = isOurs ? WEIGHTS.transformers.find(has) : undefined;
  const useOpenClip = weights === undefined && has(OPEN_CLIP);
  const chosen = weights ?? openClipWeights;

  const files: string[] = [];
  const missing: string[] = [];
  const need = (what: string, ...found: (string | undefined)[]) => {
    if (found.every((name) => name !== undefined && has(name))) files.push(...(found as string[]));
    else missing.push(what);
  };
  need(`config.json or ${OPEN_CLIP}`, useOpenClip ? OPEN_CLIP : "config.json");
  if (has("vocab.json") && has("merges.txt")) files.push("vocab.json", "merges.txt");
  else if (has("tokenizer.json")) files.push("tokenizer.json");
  else if (has("vocab.json") || has("merges.txt"))
    missing.push("vocab.json and merges.txt, or tokenizer.json");
  const howItIsUsed = ["tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"];
  files.push(...howItIsUsed.filter(has));
  const preprocessing = ["preprocessor_config.json", "processor_config.json"]; // the second is transformers 5's
  const takesImages = config?.model_type !== "clip_text_model";
  if (!useOpenClip && takesImages) need(preprocessing[0], preprocessing.find(has)); // OpenCLIP's config has it
  need((useOpenClip ? WEIGHTS.openClip : WEIGHTS.transformers).join(" or "), chosen);
  const shards = chosen?.endsWith(".index.json") ? shardsOf(await readJson(chosen)) : [];
  for (const shard of shards) {
    if (!isInside(shard)) {
      throw new ClipscopeError(
        "not-a-checkpoint",
        `${repo}: ${chosen} names the file ${JSON.stringify(shard)}, which would leave the model's folder. No weights were downloaded.`,
      );
    }
    need(shard, shard);
  }
  const hasModel = chosen !== undefined && !shards.some((shard) => !has(shard));
  return { files, missing, hasModel };
}

/**
 * Whether a config describes a CLIP, as in transformers' `CLIPConfig`: configs from before model_type existed
 * have both towers' configs.
 */
const isClip = ({ model_type, vision_config, text_config }: Record<string, unknown>) =>
  isClipType(model_type) || (model_type === undefined && !!vision_config && !!text_config);

const isWeights = (name: string) => /\.(safetensors|bin|pt|pth|ckpt)$/.test(name);

const shardsOf = ({ weight_map }: Record<string, unknown>) => [
  ...new Set(Object.values(Object(weight_map)).map(String)),
];

/** Whether a path stays within its folder, on Windows too. */
const isInside = (path: string) =>
  path.split("/").every((part) => part !== "" && part !== "." && part !== "..") &&
  !/[\\:*?"<>|\p{Cc}]/u.test(path);
