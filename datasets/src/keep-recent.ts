import type { ImageInput } from "@clipscope/types";
import type { RawImages } from "./read/raw-table.js";
import { Recent } from "./recent.js";

/** Bytes of images that are kept. */
const KEPT = 32 * 2 ** 20;

/**
 * The same images, of which the last ones read are kept in memory, so that an embedding and a tile asked for
 * together read a file once. Paths and URLs stay what they are: operating systems and browsers keep their content.
 * Bytes have the row's key as their `name`, which errors about an image state.
 */
export function keepRecent(images: RawImages, keys: readonly string[]): RawImages {
  const kept = new Recent<number, ImageInput>(KEPT, (image) => {
    if (image instanceof Uint8Array) return image.byteLength;
    return typeof image === "object" && "data" in image ? image.data.byteLength : 0;
  });
  const read = async (row: number) => {
    const image = await images.read(row);
    const isSmall = image instanceof Blob && image.size <= kept.largest;
    const content = isSmall ? new Uint8Array(await image.arrayBuffer()) : image;
    return content instanceof Uint8Array
      ? Object.defineProperty(content, "name", { value: keys[row] })
      : content;
  };
  return { ...images, read: (row) => kept.get(row, () => read(row)) };
}
