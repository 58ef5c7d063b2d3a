import type { TilePixels } from "@clipscope/datasets";
import type { TileImage } from "../compute/compute.js";

/** In a page, an image that is drawn and transferred without a copy; otherwise the pixels themselves. */
export async function tileImage({ data, width, height }: TilePixels): Promise<TileImage> {
  if (typeof createImageBitmap !== "function") return { width, height, data };
  return createImageBitmap(new ImageData(data, width, height));
}
