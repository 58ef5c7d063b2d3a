import { ClipscopeError, type RgbImage } from "@clipscope/types";
import { partOf } from "../concatenate-columns.js";
import type { RawImages } from "./raw-table.js";

/** Images stored in a file as raw pixels, all of one size. */
export interface PixelPart {
  rows: number;
  /** SHA-256 of the file. */
  identity: string;
  read(row: number): Promise<RgbImage>;
}

/** Concatenates the images of several raw pixel files. */
export function pixelImages(parts: readonly PixelPart[]): RawImages {
  const starts = [0];
  for (const { rows } of parts) starts.push((starts.at(-1) ?? 0) + rows);
  const find = (row: number) => {
    const part = partOf(starts, row);
    return { part: parts[part], within: row - starts[part] };
  };
  const contentKey = (row: number) => {
    const { part, within } = find(row);
    return part && `${part.identity}#${within}`;
  };
  return {
    async read(row) {
      const { part, within } = find(row);
      if (!part || row < 0) throw new ClipscopeError("bad-argument", `There is no row ${row}.`);
      return part.read(within);
    },
    contentKey,
    identity: contentKey,
  };
}
