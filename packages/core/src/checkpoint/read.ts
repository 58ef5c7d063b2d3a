import { parseClipConfig } from "../config.js";
import type { OnProgress } from "../embeddings.js";
import { ClipscopeError, throwIfCancelled } from "../errors.js";
import type { HubOptions } from "../hub/settings.js";
import { openSource } from "../hub/source.js";
import { parsePreprocessConfig } from "../images/preprocess-config.js";
import { type Folder, filesFolder, memoryFolder } from "../platform/folder.js";
import { type ClipTokenizer, tokenizerFromFiles, tokenizerFromJson } from "../tokenizer/index.js";
import type { Checkpoint, CheckpointFiles, CheckpointSource } from "./checkpoint.js";
import { readSafetensors } from "./safetensors.js";

export interface ReadCheckpointOptions {
  /** Told the bytes read so far, of all files together. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
  /** How a model is got from the hub, for a source like "openai/clip-vit-base-patch32". */
  hub?: HubOptions;
}

const WEIGHTS = "model.safetensors";

/**
 * Reads a CLIP checkpoint in Hugging Face's format: config.json, model.safetensors,
 * preprocessor_config.json, and vocab.json with merges.txt or else tokenizer.json; tokenizer_config.json if
 * there is one. The weights come last, so that what is wrong with the rest is known before they are fetched.
 *
 * Throws `not-a-checkpoint` with the files that are missing and those that were found; `network` and
 * `cancelled`, and for a model on the hub what `openHub` throws; `bad-config`, `bad-tokenizer` and `bad-safetensors` for files that are wrong.
 */
export async function readCheckpoint(
  source: CheckpointSource,
  options: ReadCheckpointOptions = {},
): Promise<Checkpoint> {
  const { onProgress, signal } = options;
  throwIfCancelled(signal, "Reading the checkpoint");
  const folder = await open(source, options);
  const read = reader(folder, onProgress, signal);
  const texts = new Map<string, string>();
  const readText = async (name: string) => {
    const bytes = await read(name);
    if (bytes) texts.set(name, new TextDecoder().decode(bytes));
  };
  const small = [
    "config.json",
    "preprocessor_config.json",
    "tokenizer_config.json",
    "vocab.json",
    "merges.txt",
  ];
  await Promise.all(small.map(readText));
  if (!texts.has("vocab.json") || !texts.has("merges.txt")) await readText("tokenizer.json");
  const missing = missingFiles(texts);
  if (folder.names && !folder.names.includes(WEIGHTS)) missing.push(WEIGHTS);
  if (missing.length > 0) throw notACheckpoint(folder, missing, texts);

  const json = (name: string) => parseJson(texts.get(name) ?? "", name, folder);
  const config = parseClipConfig(json("config.json"), `${folder.name}: config.json`);
  const preprocess = parsePreprocessConfig(
    json("preprocessor_config.json"),
    `${folder.name}: preprocessor_config.json`,
  );
  const tokenizer = openTokenizer(texts);
  const weights = await read(WEIGHTS);
  if (!weights) throw notACheckpoint(folder, [WEIGHTS], texts);
  throwIfCancelled(signal, "Reading the checkpoint");
  const { tensors } = readSafetensors(weights, `${folder.name}: ${WEIGHTS}`);
  return { config, tensors, tokenizer, preprocess, name: folder.name };
}

function open(source: CheckpointSource, { hub, signal }: ReadCheckpointOptions): Folder | Promise<Folder> {
  if (typeof source === "string") return openSource(source, hub, signal);
  const isList = Array.isArray(source) || typeof (source as FileList).item === "function";
  return isList ? filesFolder(Array.from(source as FileList)) : memoryFolder(source as CheckpointFiles);
}

/** Reads files, undefined for those that are not there, and reports the bytes of all of them together. */
function reader(folder: Folder, onProgress: OnProgress | undefined, signal: AbortSignal | undefined) {
  const counts = new Map<string, { done: number; total: number }>();
  return async (name: string): Promise<Uint8Array | undefined> => {
    if (folder.names && !folder.names.includes(name)) return undefined;
    const onBytes = (done: number, total = done) => {
      counts.set(name, { done, total });
      const all = [...counts.values()];
      onProgress?.({
        stage: "reading the model",
        done: all.reduce((sum, each) => sum + each.done, 0),
        total: folder.bytes ?? all.reduce((sum, each) => sum + each.total, 0),
      });
    };
    try {
      return await folder.read(name, { signal, onBytes });
    } catch (error) {
      if (error instanceof ClipscopeError && error.code === "not-found" && !folder.names) return undefined;
      throw error;
    }
  };
}

function missingFiles(texts: ReadonlyMap<string, string>): string[] {
  const missing = ["config.json", "preprocessor_config.json"].filter((name) => !texts.has(name));
  const hasTokenizer = texts.has("tokenizer.json") || (texts.has("vocab.json") && texts.has("merges.txt"));
  if (!hasTokenizer) missing.push("vocab.json and merges.txt (or tokenizer.json)");
  return missing;
}

function notACheckpoint(
  folder: Folder,
  missing: string[],
  texts: ReadonlyMap<string, string>,
): ClipscopeError {
  const found = folder.names ?? [...texts.keys()];
  const shown = found.length > 12 ? [...found.slice(0, 12), "…"] : found;
  return new ClipscopeError(
    "not-a-checkpoint",
    `${folder.name} is not a CLIP checkpoint in Hugging Face's format. Missing: ${missing.join(", ")}. Found: ${shown.join(", ") || "nothing"}. Give a folder that has all of these files.`,
  );
}

function openTokenizer(texts: ReadonlyMap<string, string>): ClipTokenizer {
  const vocab = texts.get("vocab.json");
  const merges = texts.get("merges.txt");
  const config = texts.get("tokenizer_config.json");
  if (vocab !== undefined && merges !== undefined) return tokenizerFromFiles({ vocab, merges, config });
  return tokenizerFromJson(texts.get("tokenizer.json") ?? "", config);
}

function parseJson(text: string, name: string, folder: Folder): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new ClipscopeError("bad-config", `${folder.name}: ${name} is not JSON (${reason}).`, { cause });
  }
}
