import type { DecodedPixels, DecodeOptions } from "../images/decode.js";
import { asUpright, orientationOf } from "../images/exif.js";
import { imageFormatOf, NotRead, notRead } from "../images/format.js";
import { decodeGray16, pngHeader } from "../images/png.js";
import { type ReadBitmap, readers, readFrame } from "./browser-readers.js";

// Neither the premultiplied alpha nor the color management of a page may change a byte.
const AS_IN_FILE: ImageBitmapOptions = { colorSpaceConversion: "none", premultiplyAlpha: "none" };

/** The side of what is read at once: less than any limit of a canvas, a texture or a frame. */
const TILE = 8192;

/** Decodes an image file with the browser's decoder, as stored but for AVIF, which comes upright. Rejects if it can't. */
export async function decodePixels(
  bytes: Uint8Array,
  { background, sixteenBit }: DecodeOptions,
): Promise<DecodedPixels> {
  const png = pngHeader(bytes);
  if (png?.isGray && png.bits === 16 && sixteenBit !== "scale") {
    return { kind: "grey16", ...(await decodeGray16(bytes)) };
  }
  // Browsers turn an image by its EXIF also with imageOrientation: "none", and not those of every format.
  const stored = orientationOf(bytes);
  const parts = asUpright(bytes, stored) as Uint8Array<ArrayBuffer>[];
  const bitmap = await createImageBitmap(new Blob(parts), AS_IN_FILE).catch((cause) => {
    if (imageFormatOf(bytes) !== "tiff") throw cause;
    throw notRead("tiff", "browsers don't show it; convert it to PNG, or read it in Node");
  });
  try {
    const isAvif = imageFormatOf(bytes) === "avif";
    // A frame of a bitmap that the browser has turned may hold it as it was before.
    const ways = isAvif && stored.orientation !== 1 ? readers.filter((read) => read !== readFrame) : readers;
    return { ...(await readPixels(bitmap, background === undefined, ways)), isUpright: isAvif };
  } finally {
    bitmap.close();
  }
}

/** Tile by tile, so that no size is beyond what the browser can read; without alpha if it is to be dropped. */
async function readPixels(
  bitmap: ImageBitmap,
  dropsAlpha: boolean,
  ways: readonly ReadBitmap[],
): Promise<DecodedPixels> {
  const { width, height } = bitmap;
  const channels = dropsAlpha ? 3 : 4;
  const data = new Uint8Array(width * height * channels);
  for (let top = 0; top < height; top += TILE) {
    for (let left = 0; left < width; left += TILE) {
      const [w, h] = [Math.min(TILE, width - left), Math.min(TILE, height - top)];
      const isWhole = w === width && h === height;
      const tile = isWhole ? bitmap : await createImageBitmap(bitmap, left, top, w, h, AS_IN_FILE);
      try {
        const rgba = await readExactly(tile, ways);
        for (let y = 0; y < h; y++) {
          let from = y * w * 4;
          let to = ((top + y) * width + left) * channels;
          for (let x = 0; x < w; x++, from += 4) {
            data[to++] = rgba[from];
            data[to++] = rgba[from + 1];
            data[to++] = rgba[from + 2];
            if (channels === 4) data[to++] = rgba[from + 3];
          }
        }
      } finally {
        if (!isWhole) tile.close();
      }
    }
  }
  return { width, height, kind: dropsAlpha ? "rgb" : "rgba", data };
}

/** RGBA of a bitmap by the first way that this browser is known to be exact in. Rejects if there is none. */
async function readExactly(bitmap: ImageBitmap, ways: readonly ReadBitmap[]) {
  let wereExact = 0;
  for (const read of ways) {
    if (!(await isExact(read))) continue;
    wereExact++;
    const rgba = await read(bitmap);
    if (rgba) return rgba;
  }
  if (wereExact > 0) {
    throw new NotRead(
      "this browser can't read the colors under transparent parts, having neither VideoFrame nor WebGL 2: save the image without alpha, or use another browser",
    );
  }
  throw new NotRead(
    "this browser changes the pixels that a page reads, to protect from being recognized: allow this page to read canvases, or use another browser",
  );
}

const known = new Map<ReadBitmap, Promise<boolean>>();

/** Whether a reader gives known pixels back: browsers with protection add noise, some lose colors under alpha. */
function isExact(read: ReadBitmap): Promise<boolean> {
  const before = known.get(read);
  if (before) return before;
  const found = giveBack(read).catch(() => false);
  known.set(read, found);
  return found;
}

/** A reader that does without alpha is shown the opaque picture alone. */
async function giveBack(read: ReadBitmap): Promise<boolean> {
  const opaque = probe(64, 255);
  const bitmap = await createImageBitmap(opaque, AS_IN_FILE);
  const same = (a: ArrayLike<number> | undefined, b: ArrayLike<number>) =>
    a?.length === b.length && Array.from(b).every((value, i) => value === a[i]);
  const isSame = same(await read(bitmap), opaque.data);
  bitmap.close();
  if (!isSame) return false;
  const clear = probe(16);
  const withAlpha = await createImageBitmap(clear, AS_IN_FILE);
  const rgba = await read(withAlpha);
  withAlpha.close();
  return rgba === undefined || same(rgba, clear.data);
}

/** Colors without order; alpha of every kind, or one. */
function probe(size: number, alpha?: number): ImageData {
  const image = new ImageData(size, size);
  let value = 12345;
  for (let i = 0; i < image.data.length; i++) {
    value = (value * 48271) % 2147483647;
    image.data[i] = i % 4 === 3 ? (alpha ?? (i >> 2) % 256) : value >> 8;
  }
  return image;
}
