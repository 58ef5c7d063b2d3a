import type { TileImage } from "../compute/compute.js";

/** In a page, an image that is drawn without a copy. */
export async function tileImage(data: Uint8ClampedArray<ArrayBuffer>, size: number): Promise<TileImage> {
  if (typeof createImageBitmap !== "function") return { width: size, height: size, data };
  return createImageBitmap(new ImageData(data, size, size));
}
