import type { LocalFile } from "../platform/folder.js";
import type { Tensor } from "./safetensors.js";

/** Location of a tensor's values in a local file, as little-endian float32. */
export interface Place {
  file: LocalFile;
  /** Byte offset of the first value in the file. */
  offset: number;
  /** Length in bytes. */
  length: number;
}

const places = new WeakMap<Tensor, Place>();

/** The location of a tensor that is read from its file on demand; undefined for a tensor in memory. */
export const placeOf = (tensor: Tensor): Place | undefined => places.get(tensor);

export function setPlace(tensor: Tensor, place: Place): void {
  places.set(tensor, place);
}
