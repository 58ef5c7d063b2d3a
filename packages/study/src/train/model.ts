import { type ClipConfig, checkpointFiles, openaiPreprocess } from "@clipscope/core";
import { type ClipTokenizer, trainTokenizer } from "@clipscope/core/tokenizer";
import { methodShapes, type Parameters, type TextBatch } from "@clipscope/core/training";
import type { ProvidedFile } from "../compute/compute.js";
import type { Pairs } from "./pairs.js";
import type { Settings } from "./settings.js";

/** A model that is trained from scratch, without its parameters. */
export interface Blueprint {
  config: ClipConfig;
  tokenizer: ClipTokenizer;
  /** Tokens of the longest text, including start and end: the length of every batch. */
  textLength: number;
}

/** Makes a vocabulary from the training texts, and a model that fits them. */
export function blueprint(
  { captions, train }: Pairs,
  prompts: readonly string[],
  settings: Settings,
): Blueprint {
  const { model, temperature } = settings;
  const texts = Array.from(train, (i) => captions[i]).flat();
  const tokenizer = trainTokenizer(texts, { vocabSize: model.vocabulary });
  const longest = Math.max(
    ...[...new Set([...captions.flat(), ...prompts])].map((text) => tokenizer.encode(text).length + 2),
  );
  const tower = {
    hiddenSize: model.width,
    intermediateSize: 4 * model.width,
    numAttentionHeads: model.width / 16,
    hiddenAct: "quick_gelu",
    layerNormEps: 1e-5,
  } as const;
  const config: ClipConfig = {
    projectionDim: model.width,
    logitScaleInitValue: Math.log(1 / temperature.start),
    vision: {
      ...tower,
      numHiddenLayers: model.imageLayers,
      imageSize: model.imageSize,
      patchSize: model.patchSize,
      numChannels: 3,
    },
    text: {
      ...tower,
      numHiddenLayers: model.textLayers,
      vocabSize: tokenizer.vocabSize,
      maxPositionEmbeddings: model.contextLength,
      eosTokenId: tokenizer.eosId,
    },
  };
  return { config, tokenizer, textLength: Math.min(longest, model.contextLength) };
}

/** Texts as tokens, all of one length; longer ones are cut. */
export function tokenized({ tokenizer, textLength }: Blueprint, texts: readonly string[]): TextBatch {
  const { ids, lengths } = tokenizer.tokenize(texts, { contextLength: textLength, truncate: "end" });
  return { ids, ends: lengths.map((length) => length - 1) };
}

/** The trained model as the files of a checkpoint folder with this name. */
export function filesOf(
  { config, tokenizer }: Blueprint,
  parameters: Parameters,
  name: string,
): ProvidedFile[] {
  const shapes = methodShapes(config, "contrastive");
  const tensors = new Map(
    [...parameters].map(([key, data]) => [key, { shape: shapes.get(key) ?? [], data }]),
  );
  const preprocess = openaiPreprocess(config.vision.imageSize);
  const files = checkpointFiles({ config, tokenizer, preprocess, tensors });
  return Object.entries(files).map(([file, bytes]) => ({
    path: `${name}/${file}`,
    file: new Blob([bytes as Uint8Array<ArrayBuffer>]),
  }));
}
