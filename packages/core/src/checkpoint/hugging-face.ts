import { parseTowersConfig } from "../config.js";
import { defaultPreprocess, parsePreprocessConfig } from "../images/preprocess-config.js";
import type { Checkpoint } from "./checkpoint.js";
import { type Files, notACheckpoint } from "./files.js";
import { chooseTokenizer, type Given } from "./tokenizer-files.js";
import { readWeights, type Weights } from "./weights.js";

/** Weight files in order of preference. */
export const HUGGING_FACE_WEIGHTS = [
  "model.safetensors",
  "model.safetensors.index.json",
  "pytorch_model.bin",
  "pytorch_model.bin.index.json",
];

/**
 * Reads a checkpoint in Hugging Face's format. Unless they are given, the weights are read last, so that
 * errors in the other files are reported before the download.
 */
export async function readHuggingFace(
  files: Files,
  configJson: unknown,
  overrides: Given,
  given?: Weights,
): Promise<Checkpoint> {
  const name = files.place;
  const [tokenizer, described] = await Promise.all([
    chooseTokenizer(files, overrides),
    overrides.preprocess ? undefined : readPreprocessing(files),
  ]);
  const missing: string[] = [];
  if (configJson === undefined) missing.push("config.json");
  const { config, towers } =
    configJson === undefined ? UNREAD : parseTowersConfig(configJson, `${name}: config.json`);
  if (!overrides.preprocess && !described && towers !== "texts") missing.push("preprocessor_config.json");
  const mayHave = (file: string) => !files.names || files.names.includes(file);
  if (!given && !HUGGING_FACE_WEIGHTS.some(mayHave)) missing.push(HUGGING_FACE_WEIGHTS[0]);
  if (missing.length > 0 || !config) throw notACheckpoint(files, missing);

  const { activation } = overrides;
  if (activation) for (const tower of [config.vision, config.text]) tower.hiddenAct = activation;
  const preprocess =
    overrides.preprocess ??
    (described
      ? parsePreprocessConfig(described.json, `${name}: ${described.file}`)
      : defaultPreprocess(config.vision.imageSize));
  const weights = given ?? (await readWeights(files, HUGGING_FACE_WEIGHTS, overrides.prefix));
  if (!weights) throw notACheckpoint(files, [HUGGING_FACE_WEIGHTS[0]]);
  return { config, tensors: weights.tensors, tokenizer, preprocess, towers, name };
}

/** Placeholder for a missing configuration. */
const UNREAD = { config: undefined, towers: undefined };

/** Reads the image preprocessing, from its own file or, as transformers 5 writes it, from the processor's. */
export async function readPreprocessing(files: Files): Promise<{ json: unknown; file: string } | undefined> {
  const json = await files.json("preprocessor_config.json");
  if (json !== undefined) return { json, file: "preprocessor_config.json" };
  const processor = (await files.json("processor_config.json")) as Record<string, unknown> | undefined;
  const nested = processor?.image_processor;
  return nested === undefined ? undefined : { json: nested, file: "processor_config.json: image_processor" };
}
