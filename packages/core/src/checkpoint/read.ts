import type { OnProgress } from "@clipscope/types";
import { ClipscopeError, throwIfCancelled } from "@clipscope/types";
import { exists } from "#platform";
import { isClipType } from "../config.js";
import { openSource, type SourceOptions } from "../hub/source.js";
import { isUrl } from "../platform/fetch.js";
import { type Folder, filesFolder, memoryFolder } from "../platform/folder.js";
import type { Checkpoint, CheckpointFiles, CheckpointOverrides, CheckpointSource } from "./checkpoint.js";
import { type Files, notACheckpoint, openFiles } from "./files.js";
import { HUGGING_FACE_WEIGHTS, readHuggingFace } from "./hugging-face.js";
import { readOpenClip, readOriginal } from "./original.js";
import { besideTokenizer, type Given, TOKENIZER_FILE } from "./tokenizer-files.js";
import { readWeights } from "./weights.js";

export interface ReadCheckpointOptions extends CheckpointOverrides, SourceOptions {
  /** Receives the bytes read so far, over all files. */
  onProgress?: OnProgress;
}

/**
 * Reads a CLIP checkpoint in any common format:
 *
 * - Hugging Face's folders: config.json, preprocessor_config.json or processor_config.json, vocab.json with merges.txt or else tokenizer.json,
 *   tokenizer_config.json if there is one, and model.safetensors or pytorch_model.bin, each in one file or in parts
 *   with an index; also one tower alone with its projection (CLIPVisionModelWithProjection,
 *   CLIPTextModelWithProjection);
 * - OpenCLIP's folders: open_clip_config.json, open_clip_model.safetensors or open_clip_pytorch_model.bin, and a
 *   vocabulary;
 * - OpenAI's .pt archives, and files of tensors alone, by their path or in a folder, with a vocabulary beside them
 *   (bpe_simple_vocab_16e6.txt.gz, or Hugging Face's files) or given. For plain tensors the activation and the
 *   preprocessing must be given. A training checkpoint is read with the prefixes that trainers write.
 *
 * Without a vocabulary, `tokenizer` is undefined: the model embeds images.
 *
 * Nothing in a file is executed. Throws `not-a-checkpoint` with the files that are missing and those that were found;
 * `unknown-setting` with what to pass; `not-supported` for models of OpenCLIP's that are no CLIP; `network` and
 * `cancelled`, and for a model on the hub what `openHub` throws; `bad-config`, `bad-tokenizer`, `bad-safetensors`,
 * `bad-pickle`, `bad-zip`, `missing-tensor` and `wrong-shape` for files that are wrong.
 */
export async function readCheckpoint(
  source: CheckpointSource,
  options: ReadCheckpointOptions = {},
): Promise<Checkpoint> {
  const { onProgress, signal } = options;
  throwIfCancelled(signal, "Reading the checkpoint");
  const { folder, file } = await open(source, options);
  const files = openFiles(folder, onProgress, signal);
  const { tokenizer } = options;
  const given =
    typeof tokenizer === "string"
      ? { ...options, tokenizer: await openTokenizer(tokenizer, options) }
      : { ...options, tokenizer };
  const checkpoint = await (file === undefined ? readFolder(files, given) : readOneFile(files, file, given));
  throwIfCancelled(signal, "Reading the checkpoint");
  return checkpoint;
}

/** Opens the files of a tokenizer stored elsewhere, in a folder or a single file. */
async function openTokenizer(source: string, options: ReadCheckpointOptions): Promise<Files> {
  const [, place, file] = /^(.*[/\\])?([^/\\]+)$/.exec(source) ?? [];
  if (file === undefined || !TOKENIZER_FILE.test(file)) {
    return openFiles(await openSource(source, options), undefined, options.signal);
  }
  const folder = await openSource(place ?? "./", options);
  const files = openFiles(folder, undefined, options.signal);
  const isPart = besideTokenizer(file);
  return {
    ...files,
    names: files.names?.filter(isPart),
    bytes: async (name) => (isPart(name) ? files.bytes(name) : undefined),
    text: async (name) => (isPart(name) ? files.text(name) : undefined),
  };
}

interface Opened {
  folder: Folder;
  /** The weight file requested, if a file was. */
  file?: string;
}

async function open(source: CheckpointSource, options: ReadCheckpointOptions): Promise<Opened> {
  if (typeof source !== "string") {
    const isList = Array.isArray(source) || typeof (source as FileList).item === "function";
    if (isList) return { folder: filesFolder(Array.from(source as FileList)) };
    return { folder: memoryFolder(source as CheckpointFiles) };
  }
  const [, place, file, rest] = /^(.*[/\\])?([^/\\?#]+)([?#].*)?$/.exec(source) ?? [];
  if (file && WEIGHTS_NAME.test(file) && (isUrl(source) || (await exists(source)))) {
    return { folder: await openSource((place ?? "./") + (rest ?? ""), options), file };
  }
  return { folder: await openSource(source, options) };
}

const WEIGHTS_NAME = /\.(pt|pth|ckpt|bin|safetensors)$/i;

/** Reads a folder in the format shown by its files; Hugging Face's is preferred if there are several. */
async function readFolder(files: Files, options: Given): Promise<Checkpoint> {
  const config = await files.json("config.json");
  const isListed = (names: readonly string[]) =>
    !files.names || names.some((name) => files.names?.includes(name));
  const ours = config !== undefined && isClip(config);
  const openClip =
    ours && isListed(HUGGING_FACE_WEIGHTS) ? undefined : await files.json("open_clip_config.json");
  if (openClip !== undefined) return readOpenClip(files, openClip, options);
  const weights = config === undefined ? (files.names?.filter((name) => WEIGHTS_NAME.test(name)) ?? []) : [];
  if (weights.length === 1) return readOneFile(files, weights[0], options);
  if (weights.length > 1) {
    throw new ClipscopeError(
      "not-a-checkpoint",
      `${files.place} has no config.json or open_clip_config.json, and ${weights.length} files of weights: ${weights.slice(0, 12).join(", ")}. Give the path of one of them, or choose it without the others.`,
    );
  }
  return readHuggingFace(files, config, options);
}

/** Reads a weight file, in the format shown by its tensor names and the configs next to it. */
async function readOneFile(files: Files, file: string, options: Given): Promise<Checkpoint> {
  const openClip = await files.json("open_clip_config.json");
  const weights = await readWeights(files, [file], options.prefix);
  if (!weights) throw notACheckpoint(files, [file]);
  if (IN_HUGGING_FACE.some((name) => weights.tensors.has(name))) {
    return readHuggingFace(files, await files.json("config.json"), options, weights);
  }
  return openClip === undefined
    ? readOriginal(files, weights, options)
    : readOpenClip(files, openClip, options, weights);
}

const IN_HUGGING_FACE = [
  "text_model.embeddings.token_embedding.weight",
  "vision_model.embeddings.patch_embedding.weight",
];

const isClip = (config: unknown) => {
  const { model_type = "clip" } = (config ?? {}) as { model_type?: unknown };
  return isClipType(model_type);
};
