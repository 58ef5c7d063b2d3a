import { type Clip, type LoadOptions, loadClip } from "@clipscope/core";
import { ClipEncoder } from "./clip-encoder.js";
import type { Encoder } from "./encoder.js";
import { type Builtins, checkpointOf, type ModelSource, parseModelSource } from "./model-source.js";
import { NoEncoder } from "./no-encoder.js";

export interface OpenEncoderOptions extends LoadOptions {
  /** Models that the program brings along, such as `{ mini: miniFolder() }`. */
  builtins?: Builtins;
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
  const clip = await loadClip(checkpoint, options);
  return encoderOf(clip, name ?? builtin);
}

/** A model that core has loaded, as an encoder, which takes it over. `name` is what manifests call it. */
export const encoderOf = (clip: Clip, name: string = clip.name): Encoder => new ClipEncoder(clip, name);
