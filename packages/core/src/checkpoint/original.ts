import { ClipscopeError } from "@clipscope/types";
import type { Activation, ClipConfig } from "../config.js";
import { openaiPreprocess } from "../images/preprocess-config.js";
import type { Checkpoint } from "./checkpoint.js";
import { type Files, notACheckpoint } from "./files.js";
import { fromOpenAiNames } from "./names.js";
import { formatOpenClipConfig, parseOpenClipConfig } from "./open-clip.js";
import { inferConfig } from "./openai.js";
import type { Tensor } from "./safetensors.js";
import { chooseTokenizer, type Given } from "./tokenizer-files.js";
import { readWeights, type Weights } from "./weights.js";

/** Weight files in order of preference. */
const OPEN_CLIP_WEIGHTS = ["open_clip_model.safetensors", "open_clip_pytorch_model.bin"];

/** Reads a checkpoint in OpenCLIP's format, described by `open_clip_config.json`. */
export async function readOpenClip(
  files: Files,
  configJson: unknown,
  overrides: Given,
  given?: Weights,
): Promise<Checkpoint> {
  const { config, preprocess } = parseOpenClipConfig(configJson, `${files.place}: open_clip_config.json`);
  if (overrides.activation) setActivation(config, overrides.activation);
  const tokenizer = await chooseTokenizer(files, overrides, "openclip");
  const weights = given ?? (await readWeights(files, OPEN_CLIP_WEIGHTS, overrides.prefix));
  if (!weights) throw notACheckpoint(files, [OPEN_CLIP_WEIGHTS.join(" or ")]);
  const tensors = fromOpenAiNames(clipNames(weights.tensors), weights.file);
  return { config, tensors, tokenizer, preprocess: overrides.preprocess ?? preprocess, name: files.place };
}

/**
 * Reads a checkpoint that is a single weight file with OpenAI's names: either an archive by OpenAI,
 * recognized by integers that only these have, with known activation and preprocessing; or plain tensors, for
 * which both must be given.
 */
export async function readOriginal(files: Files, weights: Weights, overrides: Given): Promise<Checkpoint> {
  const { file, numbers } = weights;
  const isOpenAi =
    weights.isScript &&
    ["input_resolution", "context_length", "vocab_size"].every((name) => numbers.has(name));
  const activation = overrides.activation ?? (isOpenAi ? "quick_gelu" : undefined);
  const { preprocess } = overrides;
  const tensors = clipNames(weights.tensors);
  if (!activation || !(preprocess || isOpenAi))
    throw unknownSettings(files, file, tensors, activation !== undefined, preprocess !== undefined);
  const config = inferConfig(tensors, activation, file);
  const { imageSize, hiddenSize } = config.vision;
  if (isOpenAi && numbers.get("input_resolution") !== imageSize) {
    throw new ClipscopeError(
      "bad-config",
      `${file}: input_resolution is ${numbers.get("input_resolution")}, but its tensors are of a model for ${imageSize} pixels. It is damaged; fetch it again.`,
    );
  }
  if (!isOpenAi && !("layers" in config.vision) && hiddenSize > 1024) {
    throw new ClipscopeError(
      "unknown-setting",
      `${file}: nothing says how many attention heads its vision transformer of width ${hiddenSize} has; larger models than OpenAI's differ in that. Put its open_clip_config.json beside it.`,
    );
  }
  return {
    config,
    tensors: fromOpenAiNames(tensors, file, isOpenAi),
    tokenizer: await chooseTokenizer(files, overrides, isOpenAi ? "openai" : "openclip"),
    preprocess: preprocess ?? openaiPreprocess(imageSize),
    name: file,
  };
}

/** The settings that a file of plain tensors leaves open, and how to pass them. */
function unknownSettings(
  files: Files,
  file: string,
  tensors: ReadonlyMap<string, Tensor>,
  hasActivation: boolean,
  hasPreprocess: boolean,
): ClipscopeError {
  const open = [
    !hasActivation &&
      `which activation it has (pass activation: "quick_gelu", as of OpenAI's models and OpenCLIP's with "quickgelu" in their name, or "gelu")`,
    !hasPreprocess &&
      "how images are prepared (pass preprocess: openaiPreprocess(224), or as its training did)",
  ].filter((each) => each !== false);
  const how = files.isChosen
    ? "Choose or drop the model's open_clip_config.json together with it, and for texts bpe_simple_vocab_16e6.txt.gz (or vocab.json and merges.txt)"
    : "Or put the model's open_clip_config.json beside it, in a folder of their own";
  // Known from the shapes; the rest are OpenCLIP's defaults.
  const config = inferConfig(tensors, "gelu", file);
  const { model_cfg } = formatOpenClipConfig(config, openaiPreprocess(config.vision.imageSize));
  return new ClipscopeError(
    "unknown-setting",
    `${file} has only tensors; nothing says ${open.join(", nor ")}. ${how}. Trained with OpenCLIP's defaults (GELU, OpenAI's preprocessing), its content would be ${JSON.stringify({ model_cfg })}; a fine-tune of OpenAI's model has quick_gelu true.`,
  );
}

/**
 * Tensors without the prefix of a separate text tower, without masks, and with the logit scale as a scalar.
 */
function clipNames(tensors: ReadonlyMap<string, Tensor>): Map<string, Tensor> {
  const named = new Map<string, Tensor>();
  for (const [key, tensor] of tensors) {
    const name = key.replace(/^text\./, "");
    if (name.endsWith("attn_mask")) continue; // causality, which is computed
    named.set(name, name === "logit_scale" && tensor.data.length === 1 ? { ...tensor, shape: [] } : tensor);
  }
  return named;
}

function setActivation({ vision, text }: ClipConfig, activation: Activation): void {
  text.hiddenAct = activation;
  if (!("layers" in vision)) vision.hiddenAct = activation;
}
