import { avifProperties } from "./avif.js";
import { imageFormatOf } from "./format.js";
import { gifSize } from "./gif.js";
import { jpegFrame } from "./jpeg.js";
import { netpbmHeader } from "./netpbm.js";
import { pngHeader } from "./png.js";
import type { Size } from "./preprocess.js";

/** Default limit on decoded pixels: Pillow raises a `DecompressionBombError` above it. */
export const MAX_PIXELS = 178_956_970;

/**
 * The stored size in an image file's header, in pixels, read without decoding; undefined for formats that are
 * not decoded and for damaged headers.
 */
export function imageSizeOf(bytes: Uint8Array): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    switch (imageFormatOf(bytes)) {
      case "jpeg":
        return jpegFrame(bytes);
      case "png":
        return pngHeader(bytes);
      case "gif":
        return gifSize(bytes);
      case "webp":
        return webpSize(view);
      case "bmp":
        return bmpSize(view);
      case "netpbm":
        return netpbmHeader(bytes);
      case "tiff":
        return tiffSize(view);
      case "avif":
        return avifProperties(bytes).size;
      default:
        return undefined;
    }
  } catch {
    return undefined; // the decoder says what is wrong with it
  }
}

function webpSize(view: DataView): Size | undefined {
  const uint24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  switch (view.getUint8(15)) {
    case 0x58: // VP8X
      return { width: uint24(24) + 1, height: uint24(27) + 1 };
    case 0x4c: {
      // VP8L
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    default:
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
}

function bmpSize(view: DataView): Size {
  if (view.getUint32(14, true) === 12) {
    return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  }
  return { width: view.getUint32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

function tiffSize(view: DataView): Size {
  const little = view.getUint8(0) === 0x49;
  const size = { width: 0, height: 0 };
  const first = view.getUint32(4, little);
  for (let i = 0; i < view.getUint16(first, little); i++) {
    const entry = first + 2 + 12 * i;
    const tag = view.getUint16(entry, little);
    const isShort = view.getUint16(entry + 2, little) === 3;
    const value = isShort ? view.getUint16(entry + 8, little) : view.getUint32(entry + 8, little);
    if (tag === 256) size.width = value;
    if (tag === 257) size.height = value;
  }
  return size;
}
