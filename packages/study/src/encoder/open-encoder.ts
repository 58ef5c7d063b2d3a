import { type Clip, type LoadOptions, loadClip } from "@clipscope/core";
import { ClipEncoder } from "./clip-encoder.js";
import type { Encoder } from "./encoder.js";
import { type Builtins, checkpointOf, type ModelSource, parseModelSource } from "./model-source.js";
import { NoEncoder } from "./no-encoder.js";

export interface OpenEncoderOptions extends LoadOptions {
  /** Models bundled with the program, such as `{ mini: miniFolder() }`. */
  builtins?: Builtins;
  /** Name of the model in manifests. Default: the built-in's name, or the one from its files. */
  name?: string;
}

/**
 * Opens a model from any source: a built-in (such as "mini", if bundled), a folder, a file, a URL, a hub id,
 * selected files, or "none" for data with vectors. It is identified by a hash of its content. Free it with
 * `dispose`. Throws the errors of core's `loadClip`, and `not-found` for an unknown built-in or a missing
 * path.
 */
export async function openEncoder(
  source: ModelSource | string,
  { builtins = {}, name, ...options }: OpenEncoderOptions = {},
): Promise<Encoder> {
  const parsed = typeof source === "string" ? parseModelSource(source, builtins) : source;
  if (parsed.kind === "none") return new NoEncoder();
  const { name: builtin, checkpoint } = checkpointOf(parsed, builtins);
  const clip = await loadClip(checkpoint, options);
  return encoderOf(clip, name ?? builtin);
}

/** Wraps a loaded core model as an encoder, which takes ownership of it. `name` is its name in manifests. */
export const encoderOf = (clip: Clip, name: string = clip.name): Encoder => new ClipEncoder(clip, name);
