import type { TileImage } from "../compute/compute.js";

/** Converts pixels to an `ImageBitmap`, which is transferred without a copy, in a page; elsewhere returns them. */
export async function tileImage({
  data,
  width,
  height,
}: {
  /** RGBA. */
  data: Uint8ClampedArray<ArrayBuffer>;
  width: number;
  height: number;
}): Promise<TileImage> {
  if (typeof createImageBitmap !== "function") return { width, height, data };
  return createImageBitmap(new ImageData(data, width, height));
}
