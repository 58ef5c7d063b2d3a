import type { TilePixels } from "@clipscope/datasets";
import type { TileImage } from "../compute/compute.js";

/** Converts pixels to an `ImageBitmap`, which is transferred without a copy, in a page; elsewhere returns them. */
export async function tileImage({ data, width, height }: TilePixels): Promise<TileImage> {
  if (typeof createImageBitmap !== "function") return { width, height, data };
  return createImageBitmap(new ImageData(data, width, height));
}
