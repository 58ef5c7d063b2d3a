import { ClipscopeError } from "@clipscope/types";
import type { Files } from "./files.js";
import { namesOfModel } from "./prefixes.js";
import { readLocalSafetensors, readSafetensors, type Tensor } from "./safetensors.js";
import { readTorch, type SelectNames } from "./torch.js";

/** The tensors of a checkpoint, by their names in the file. */
export interface Weights {
  /** File name for errors. */
  file: string;
  tensors: Map<string, Tensor>;
  /** Integers stored beside the tensors in a PyTorch file. */
  numbers: ReadonlyMap<string, number>;
  isScript: boolean;
}

/**
 * Reads the first existing file of a list: safetensors, PyTorch, or the index of either in shards
 * (`….index.json`). Undefined if none exists. Takes the tensors of the file's only model, or those under
 * `prefix`. Throws `bad-safetensors`, `bad-pickle`, `bad-zip`, `bad-config`, `missing-tensor`, and the errors
 * of `namesOfModel`.
 */
export async function readWeights(
  files: Files,
  candidates: readonly string[],
  prefix?: string,
): Promise<Weights | undefined> {
  const select: SelectNames = (names, file) => namesOfModel(names, file, prefix);
  for (const name of candidates) {
    const file = `${files.place}: ${name}`;
    if (name.endsWith(".index.json")) {
      const index = await files.json(name);
      if (index !== undefined) return readShards(files, index, file, select);
    } else {
      const found = await readFile(files, name, select);
      if (found) return found;
    }
  }
  return undefined;
}

/** Reads a weight file; undefined if it does not exist. */
async function readFile(files: Files, name: string, select: SelectNames): Promise<Weights | undefined> {
  const file = `${files.place}: ${name}`;
  const local = name.endsWith(".safetensors") ? await files.local(name) : undefined;
  const bytes = local ? undefined : await files.bytes(name);
  if (bytes && !name.endsWith(".safetensors")) return { file, ...(await readTorch(bytes, file, select)) };
  const found = local ? readLocalSafetensors(local, file) : bytes && readSafetensors(bytes, file).tensors;
  return found && { file, tensors: renamed(found, file, select), numbers: new Map(), isScript: false };
}

function renamed(
  tensors: ReadonlyMap<string, Tensor>,
  file: string,
  select: SelectNames,
): Map<string, Tensor> {
  const selected = select([...tensors.keys()], file);
  return new Map([...selected].map(([name, own]) => [own, tensors.get(name) as Tensor]));
}

const everything: SelectNames = (names) => new Map(names.map((name) => [name, name]));

/** Reads all files of an index in order, and checks that all of its tensors are present. */
async function readShards(files: Files, index: unknown, file: string, select: SelectNames): Promise<Weights> {
  const map = (index as { weight_map?: unknown } | null)?.weight_map;
  const places = Object.entries(Object(map)) as [string, unknown][];
  if (places.length === 0 || !places.every(([, shard]) => isFileName(shard))) {
    throw new ClipscopeError(
      "bad-config",
      `${file}: weight_map should name a file of the same folder for each tensor, got ${JSON.stringify(map)?.slice(0, 200)}.`,
    );
  }
  const tensors = new Map<string, Tensor>();
  for (const shard of new Set(places.map(([, name]) => name as string))) {
    const part = await readFile(files, shard, everything);
    if (!part) {
      throw new ClipscopeError(
        "not-a-checkpoint",
        `${files.place}: there is no ${shard}, one of the shards listed in ${file}. Download or select all of them.`,
      );
    }
    for (const [name, tensor] of part.tensors) tensors.set(name, tensor);
    for (const [name, place] of places) {
      if (place !== shard || tensors.has(name) || name.endsWith("position_ids")) continue; // those are whole numbers
      throw new ClipscopeError(
        "missing-tensor",
        `${part.file} should have the tensor ${name}, by ${file}. Take the files of one checkpoint.`,
      );
    }
  }
  return { file, tensors: renamed(tensors, file, select), numbers: new Map(), isScript: false };
}

const isFileName = (name: unknown): name is string =>
  typeof name === "string" && /^[^/\\:]+$/.test(name) && !/^\.+$/.test(name);
