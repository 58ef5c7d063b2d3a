import type { ImageInput } from "@clipscope/types";
import type { RawImages } from "./read/raw-table.js";
import { Recent } from "./recent.js";

/** Bytes of images that are kept. */
const KEPT = 32 * 2 ** 20;

/**
 * The same images, of which the last ones read are kept in memory, so that an embedding and a tile asked for
 * together read a file once. Paths and URLs stay what they are: operating systems and browsers keep their content.
 */
export function keepRecent(images: RawImages): RawImages {
  const kept = new Recent<number, ImageInput>(KEPT, (image) => {
    if (image instanceof Uint8Array) return image.byteLength;
    return typeof image === "object" && "data" in image ? image.data.byteLength : 0;
  });
  const read = async (row: number) => {
    const image = await images.read(row);
    const isSmall = image instanceof Blob && image.size <= kept.largest;
    return isSmall ? new Uint8Array(await image.arrayBuffer()) : image;
  };
  return { ...images, read: (row) => kept.get(row, () => read(row)) };
}
