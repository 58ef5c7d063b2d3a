import { type Clip, hashCheckpoint, type LoadOptions, loadClip, readCheckpoint } from "@clipscope/core";
import { ClipscopeError } from "@clipscope/types";
import { ClipEncoder } from "./clip-encoder.js";
import type { Encoder } from "./encoder.js";
import { type Builtins, checkpointOf, type ModelSource, parseModelSource } from "./model-source.js";
import { NoEncoder } from "./no-encoder.js";

export interface OpenEncoderOptions extends Omit<LoadOptions, "engine"> {
  /** Models that the program brings along, such as `{ mini: miniFolder() }`. */
  builtins?: Builtins;
  /** What computes; "auto" (default) is the fastest that is there. */
  engine?: LoadOptions["engine"] | "auto";
  /** What the model is called in manifests. Default: the built-in's name, or the one its files give. */
  name?: string;
}

/**
 * Opens a model from wherever it comes: a built-in ("mini", if the program brings it), a folder, a file, a URL, a hub id,
 * the files that a person picked, or "none" where vectors come with the data. Its identity is a hash of its content.
 * `dispose` frees it. Throws what core's `loadClip` throws, and `not-found` for an unknown built-in or a path that leads
 * nowhere.
 */
export async function openEncoder(
  source: ModelSource | string,
  { builtins = {}, name, ...options }: OpenEncoderOptions = {},
): Promise<Encoder> {
  const parsed = typeof source === "string" ? parseModelSource(source, builtins) : source;
  if (parsed.kind === "none") return new NoEncoder();
  const { name: builtin, checkpoint } = checkpointOf(parsed, builtins);
  const read = await readCheckpoint(checkpoint, options);
  const hash = await hashCheckpoint(read);
  const clip = await loadOnFastest(read, options);
  return new ClipEncoder(clip, { name: name ?? builtin ?? clip.name, hash, dtype: options.dtype });
}

async function loadOnFastest(
  checkpoint: Parameters<typeof loadClip>[0],
  { engine = "auto", ...options }: Omit<OpenEncoderOptions, "builtins" | "name">,
): Promise<Clip> {
  if (engine !== "auto") return loadClip(checkpoint, { ...options, engine });
  if (options.backend !== undefined && options.backend !== "auto") {
    return loadClip(checkpoint, { ...options, engine: "tfjs" });
  }
  try {
    return await loadClip(checkpoint, { ...options, engine: "onnx" });
  } catch (error) {
    if (error instanceof ClipscopeError && error.code === "unknown-backend") {
      return loadClip(checkpoint, { ...options, engine: "tfjs" });
    }
    throw error;
  }
}
