import type { DecodedPixels, DecodeOptions } from "../images/decode.js";
import { asUpright, orientationOf } from "../images/exif.js";
import { imageFormatOf, NotRead, notRead } from "../images/format.js";
import { decodePng16, pngHeader } from "../images/png.js";
import type { Size } from "../images/preprocess.js";
import { imageSizeOf } from "../images/size.js";
import { type Orientation, placement } from "../images/turn.js";
import { type ReadBitmap, readers, readFrame } from "./browser-readers.js";

// Disable premultiplied alpha and color management, which would change bytes.
const AS_IN_FILE: ImageBitmapOptions = { colorSpaceConversion: "none", premultiplyAlpha: "none" };

/** Longest side of images that every browser decodes: Firefox's limit. */
const EVERYWHERE = 32_767;

/** Side of the tiles read at once: below every limit on canvas, texture and frame sizes. */
const TILE = 8192;

/** Decodes an image with the browser's decoder, which applies AVIF orientation itself. Rejects on failure. */
export async function decodePixels(
  bytes: Uint8Array,
  { background, orientation = "upright" }: DecodeOptions,
): Promise<DecodedPixels> {
  if (pngHeader(bytes)?.bits === 16) return decodePng16(bytes);
  // Browsers apply EXIF orientation even with imageOrientation: "none", but not for every format.
  const stored = orientationOf(bytes);
  const parts = asUpright(bytes, stored) as Uint8Array<ArrayBuffer>[];
  const bitmap = await createImageBitmap(new Blob(parts), AS_IN_FILE).catch((cause) => {
    if (imageFormatOf(bytes) === "tiff") {
      throw notRead("tiff", "browsers don't show it; convert it to PNG, or read it in Node");
    }
    const { width, height } = imageSizeOf(bytes) ?? { width: 0, height: 0 };
    if (Math.max(width, height) > EVERYWHERE) {
      throw new NotRead(
        `this browser can't decode its ${width} × ${height} pixels, and not every browser decodes more than ${EVERYWHERE} a side: cut it into parts, or use another browser`,
      );
    }
    throw cause;
  });
  try {
    const isAvif = imageFormatOf(bytes) === "avif";
    // A frame of a bitmap rotated by the browser may contain the unrotated pixels.
    const ways = isAvif && stored.orientation !== 1 ? readers.filter((read) => read !== readFrame) : readers;
    const turned = orientation === "upright" && !isAvif ? stored.orientation : 1;
    const pixels = await readPixels(bitmap, ways, background === undefined, turned);
    return { ...pixels, isUpright: isAvif || orientation === "upright" };
  } finally {
    bitmap.close();
  }
}

/** Decodes a JPEG to the given size, as stored, without reading all of its pixels. Rejects on failure. */
export async function decodeReduced(
  bytes: Uint8Array,
  { width, height }: Size,
  _options: DecodeOptions,
): Promise<DecodedPixels> {
  const parts = asUpright(bytes, orientationOf(bytes)) as Uint8Array<ArrayBuffer>[];
  const bitmap = await createImageBitmap(new Blob(parts), {
    ...AS_IN_FILE,
    resizeWidth: width,
    resizeHeight: height,
    resizeQuality: "high",
  });
  try {
    return await readPixels(bitmap, readers, true, 1);
  } finally {
    bitmap.close();
  }
}

/** Reads a bitmap in tiles, so that images of any size can be read; without alpha if it is to be dropped. */
async function readPixels(
  bitmap: ImageBitmap,
  ways: readonly ReadBitmap[],
  dropsAlpha: boolean,
  orientation: Orientation,
): Promise<DecodedPixels> {
  const read = (side: number) => readTiles(bitmap, side, ways, dropsAlpha, orientation);
  return read(TILE).catch((cause) => {
    const isOneTile = Math.max(bitmap.width, bitmap.height) <= TILE;
    if (!(cause instanceof NotRead) || isOneTile) throw cause;
    return read(Number.POSITIVE_INFINITY); // Firefox makes a frame of a whole bitmap, but not of a part of one
  });
}

/** Reads tiles of at most `side` pixels a side. */
async function readTiles(
  bitmap: ImageBitmap,
  side: number,
  ways: readonly ReadBitmap[],
  dropsAlpha: boolean,
  orientation: Orientation,
): Promise<DecodedPixels> {
  const { width, height, first, perX, perY } = placement(bitmap.width, bitmap.height, orientation);
  const channels = dropsAlpha ? 3 : 4;
  const data = new Uint8Array(width * height * channels);
  for (let top = 0; top < bitmap.height; top += side) {
    for (let left = 0; left < bitmap.width; left += side) {
      const [w, h] = [Math.min(side, bitmap.width - left), Math.min(side, bitmap.height - top)];
      const isWhole = w === bitmap.width && h === bitmap.height;
      const tile = isWhole ? bitmap : await createImageBitmap(bitmap, left, top, w, h, AS_IN_FILE);
      try {
        const { data: read, isBlueFirst, isOpaque } = await readExactly(tile, ways);
        const [red, blue] = isBlueFirst ? [2, 0] : [0, 2];
        for (let y = 0; y < h; y++) {
          let from = y * w * 4;
          let to = (first + left * perX + (top + y) * perY) * channels;
          for (let x = 0; x < w; x++) {
            data[to] = read[from + red];
            data[to + 1] = read[from + 1];
            data[to + 2] = read[from + blue];
            if (channels === 4) data[to + 3] = isOpaque ? 255 : read[from + 3];
            from += 4;
            to += perX * channels;
          }
        }
      } finally {
        if (!isWhole) tile.close();
      }
    }
  }
  return { width, height, kind: dropsAlpha ? "rgb" : "rgba", data };
}

/** Reads a bitmap's pixels by the first method that is exact in this browser. Rejects if there is none. */
async function readExactly(bitmap: ImageBitmap, ways: readonly ReadBitmap[]) {
  let wereExact = 0;
  for (const read of ways) {
    if (!(await isExact(read))) continue;
    wereExact++;
    const pixels = await read(bitmap);
    if (pixels) return pixels;
  }
  if (wereExact > 0) {
    throw new NotRead(
      "this browser can't read the colors under transparent parts, having neither VideoFrame nor WebGL 2: save the image without alpha, or use another browser",
    );
  }
  throw new NotRead(
    "this browser alters the pixels that pages read, to prevent fingerprinting: allow this page to read canvases, or use another browser",
  );
}

const known = new Map<ReadBitmap, Promise<boolean>>();

/**
 * Whether a reader reproduces known pixels: browsers with fingerprinting protection add noise, and some lose
 * colors under alpha.
 */
function isExact(read: ReadBitmap): Promise<boolean> {
  const before = known.get(read);
  if (before) return before;
  const found = giveBack(read).catch(() => false);
  known.set(read, found);
  return found;
}

/** Reads the test image back; a reader without alpha support is judged by the opaque image only. */
async function giveBack(read: ReadBitmap): Promise<boolean> {
  return (await isSame(read, probe(64, 255))) === true && (await isSame(read, probe(16))) !== false;
}

/** Whether a reader reproduces an image; undefined if it can't read it. */
async function isSame(read: ReadBitmap, image: ImageData): Promise<boolean | undefined> {
  const bitmap = await createImageBitmap(image, AS_IN_FILE);
  const pixels = await read(bitmap);
  bitmap.close();
  if (!pixels) return undefined;
  const { data, isBlueFirst, isOpaque } = pixels;
  const places = isBlueFirst ? [2, 1, 0, 3] : [0, 1, 2, 3];
  return image.data.every(
    (value, i) => value === (isOpaque && i % 4 === 3 ? 255 : data[i - (i % 4) + places[i % 4]]),
  );
}

/** A test image with random colors, and with every alpha value or a single one. */
function probe(size: number, alpha?: number): ImageData {
  const image = new ImageData(size, size);
  let value = 12345;
  for (let i = 0; i < image.data.length; i++) {
    value = (value * 48271) % 2147483647;
    image.data[i] = i % 4 === 3 ? (alpha ?? (i >> 2) % 256) : value >> 8;
  }
  return image;
}
