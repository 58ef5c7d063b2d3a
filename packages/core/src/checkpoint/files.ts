import type { OnProgress } from "@clipscope/types";
import { ClipscopeError } from "@clipscope/types";
import type { Folder, LocalFile } from "../platform/folder.js";

/** The files of a checkpoint, read one by one. */
export interface Files {
  /** Location, for errors. */
  place: string;
  /** File names; undefined where they can't be listed, as over HTTP. */
  names: readonly string[] | undefined;
  /** Whether the user selected the files individually, and can select more. */
  isChosen: boolean;
  /** Names of the files read, or of all files if they can be listed. */
  found(): readonly string[];
  /** A file's bytes; undefined if it does not exist. Throws `network` and `cancelled`. */
  bytes(name: string): Promise<Uint8Array | undefined>;
  /** A local file, to be read in parts; undefined if it is remote or does not exist. */
  local(name: string): Promise<LocalFile | undefined>;
  text(name: string): Promise<string | undefined>;
  /** Parses a JSON file. Throws `bad-config` if it is not JSON. */
  json(name: string): Promise<unknown>;
}

/** Opens the files of a folder; progress counts the bytes of all files together. */
export function openFiles(folder: Folder, onProgress?: OnProgress, signal?: AbortSignal): Files {
  const counts = new Map<string, { done: number; total: number }>();
  const read = new Set<string>();
  const count = (name: string, done: number, total = done) => {
    counts.set(name, { done, total });
    const all = [...counts.values()];
    onProgress?.({
      stage: "reading the model",
      done: all.reduce((sum, each) => sum + each.done, 0),
      total: folder.bytes ?? all.reduce((sum, each) => sum + each.total, 0),
    });
  };
  const bytes = async (name: string): Promise<Uint8Array | undefined> => {
    if (folder.names && !folder.names.includes(name)) return undefined;
    const onBytes = (done: number, total?: number) => count(name, done, total);
    try {
      const content = await folder.read(name, { signal, onBytes });
      read.add(name);
      return content;
    } catch (error) {
      if (error instanceof ClipscopeError && error.code === "not-found" && !folder.names) return undefined;
      throw error;
    }
  };
  const local = async (name: string): Promise<LocalFile | undefined> => {
    if (folder.names && !folder.names.includes(name)) return undefined;
    const file = await folder.open?.(name);
    if (!file) return undefined;
    read.add(name);
    count(name, file.size);
    return file;
  };
  const text = async (name: string) => {
    const content = await bytes(name);
    return content && new TextDecoder().decode(content);
  };
  return {
    place: folder.name,
    names: folder.names,
    isChosen: folder.isChosen ?? false,
    found: () => folder.names ?? [...read],
    bytes,
    local,
    text,
    async json(name) {
      const content = await text(name);
      if (content === undefined) return undefined;
      try {
        return JSON.parse(content);
      } catch (cause) {
        const reason = (cause as Error).message;
        throw new ClipscopeError("bad-config", `${folder.name}: ${name} is not JSON (${reason}).`, { cause });
      }
    },
  };
}

/** The error for a folder without some required files. */
export function notACheckpoint(files: Files, missing: readonly string[]): ClipscopeError {
  const found = files.found();
  const shown = found.length > 12 ? [...found.slice(0, 12), "…"] : found;
  return new ClipscopeError(
    "not-a-checkpoint",
    `${files.place} is not a CLIP checkpoint. Missing: ${missing.join(", ")}. Found: ${shown.join(", ") || "nothing"}. Give a folder in Hugging Face's format that has all of these files, one of OpenCLIP's with an open_clip_config.json, or a .pt file of OpenAI's.`,
  );
}
