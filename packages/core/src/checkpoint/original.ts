import { ClipscopeError } from "@clipscope/types";
import type { Activation, ClipConfig } from "../config.js";
import { openaiPreprocess } from "../images/preprocess-config.js";
import { type ClipTokenizer, type OriginalTokenizer, tokenizerFromVocabulary } from "../tokenizer/index.js";
import { asOriginalTokenizer } from "../tokenizer/vocabulary.js";
import type { Checkpoint, CheckpointOverrides } from "./checkpoint.js";
import { type Files, notACheckpoint } from "./files.js";
import { readTokenizer } from "./hugging-face.js";
import { fromOpenAiNames } from "./names.js";
import { parseOpenClipConfig } from "./open-clip.js";
import { inferConfig } from "./openai.js";
import type { Tensor } from "./safetensors.js";
import { readWeights, type Weights } from "./weights.js";

/** In the order in which they are preferred. */
const OPEN_CLIP_WEIGHTS = ["open_clip_model.safetensors", "open_clip_pytorch_model.bin"];

/** A checkpoint in OpenCLIP's format, which `open_clip_config.json` describes. */
export async function readOpenClip(
  files: Files,
  configJson: unknown,
  overrides: CheckpointOverrides,
  given?: Weights,
): Promise<Checkpoint> {
  const { config, preprocess } = parseOpenClipConfig(configJson, `${files.place}: open_clip_config.json`);
  if (overrides.activation) setActivation(config, overrides.activation);
  const tokenizer = await readOriginalTokenizer(files, overrides, "openclip");
  const weights = given ?? (await readWeights(files, OPEN_CLIP_WEIGHTS));
  if (!weights) throw notACheckpoint(files, [OPEN_CLIP_WEIGHTS.join(" or ")]);
  const tensors = fromOpenAiNames(clipNames(weights.tensors), weights.file);
  return { config, tensors, tokenizer, preprocess: overrides.preprocess ?? preprocess, name: files.place };
}

/**
 * A checkpoint that is one file of weights by OpenAI's names: an archive of OpenAI's, which is known by the numbers
 * that these alone have, and whose activation and preprocessing are known with it; or tensors alone, of which
 * they must be given.
 */
export async function readOriginal(
  files: Files,
  weights: Weights,
  overrides: CheckpointOverrides,
): Promise<Checkpoint> {
  const { file, numbers } = weights;
  const isOpenAi =
    weights.isScript &&
    ["input_resolution", "context_length", "vocab_size"].every((name) => numbers.has(name));
  const activation = overrides.activation ?? (isOpenAi ? "quick_gelu" : undefined);
  const { preprocess } = overrides;
  if (!activation || !(preprocess || isOpenAi))
    throw unknownSettings(file, activation !== undefined, preprocess !== undefined);
  const tensors = clipNames(weights.tensors);
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
    tokenizer: await readOriginalTokenizer(files, overrides, isOpenAi ? "openai" : "openclip"),
    preprocess: preprocess ?? openaiPreprocess(imageSize),
    name: file,
  };
}

/** What a file of tensors alone leaves open. */
function unknownSettings(file: string, hasActivation: boolean, hasPreprocess: boolean): ClipscopeError {
  const open = [
    !hasActivation &&
      `which activation it has (pass activation: "quick_gelu", as of OpenAI's models and OpenCLIP's with "quickgelu" in their name, or "gelu")`,
    !hasPreprocess &&
      "how images are prepared (pass preprocess: openaiPreprocess(224), or as its training did)",
  ].filter((each) => each !== false);
  return new ClipscopeError(
    "unknown-setting",
    `${file} has tensors alone; nothing says ${open.join(", nor ")}. Or put the model's open_clip_config.json beside it.`,
  );
}

async function readOriginalTokenizer(
  files: Files,
  { tokenizer }: CheckpointOverrides,
  whose: OriginalTokenizer,
): Promise<ClipTokenizer> {
  if (tokenizer) return tokenizer;
  const listed = files.names?.filter((name) => /^bpe_simple_vocab.*\.txt(\.gz)?$/.test(name)).slice(0, 1);
  if (!listed?.length) {
    const found = await readTokenizer(files);
    if (found) return asOriginalTokenizer(found, whose);
  }
  for (const name of listed ?? ["bpe_simple_vocab_16e6.txt.gz", "bpe_simple_vocab_16e6.txt"]) {
    const bytes = await files.bytes(name);
    if (bytes) return tokenizerFromVocabulary(bytes, whose, `${files.place}: ${name}`);
  }
  throw new ClipscopeError(
    "unknown-setting",
    `${files.place} has no vocabulary. Put bpe_simple_vocab_16e6.txt.gz (of the CLIP or the OpenCLIP repository), or vocab.json and merges.txt, beside the weights, or pass tokenizer: await tokenizerFromVocabulary(bytes).`,
  );
}

/** Without what a text tower of its own puts before its names, without masks, and the logit scale as a scalar. */
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
