import type { LocalFile } from "../platform/folder.js";
import type { Tensor } from "./safetensors.js";

/** Where a tensor's values stand in a file on this machine, as float32 in little-endian order. */
export interface Place {
  file: LocalFile;
  /** Of the first value, in bytes from the start of the file. */
  offset: number;
  /** In bytes. */
  length: number;
}

const places = new WeakMap<Tensor, Place>();

/** The place of a tensor that is read from its file when it is asked for; undefined for one that is in memory. */
export const placeOf = (tensor: Tensor): Place | undefined => places.get(tensor);

export function setPlace(tensor: Tensor, place: Place): void {
  places.set(tensor, place);
}
