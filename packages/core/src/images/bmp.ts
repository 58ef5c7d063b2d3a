import type { DecodedPixels } from "./decode.js";

// Windows and OS/2 bitmaps, as Pillow's BmpImagePlugin reads them.

interface Header {
  width: number;
  height: number;
  isTopDown: boolean;
  bits: number;
  compression: number;
  /** Bit masks of a pixel without a palette: red, green, blue, alpha; 0 for a missing channel. */
  masks: readonly number[];
  /** `[256, 3]` RGB; indices beyond the file's palette are black. */
  palette: Uint8Array;
  /** Byte offset of the pixels. */
  start: number;
}

const RAW = 0;
const RLE8 = 1;
const RLE4 = 2;
const BITFIELDS = 3;
const COMPRESSIONS = ["none", "RLE8", "RLE4", "bit fields", "JPEG", "PNG"];

/**
 * Decodes a BMP file: 1, 4, 8, 16, 24 or 32 bits per pixel, run-length encoded or not. Throws if the file is
 * damaged.
 */
export function decodeBmp(bytes: Uint8Array): DecodedPixels {
  const header = readHeader(bytes);
  return header.bits <= 8 ? fromPalette(header, readIndices(bytes, header)) : readColors(bytes, header);
}

function readHeader(bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 26) throw new Error("it is cut off");
  const size = view.getUint32(14, true);
  const isOs2 = size === 12; // BITMAPCOREHEADER
  if (![12, 40, 52, 56, 64, 108, 124].includes(size))
    throw new Error(`it has an unknown header of ${size} bytes`);
  if (bytes.length < 14 + size) throw new Error("it is cut off");
  const width = isOs2 ? view.getUint16(18, true) : view.getUint32(18, true);
  const signed = isOs2 ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(isOs2 ? 24 : 28, true);
  const compression = isOs2 ? RAW : view.getUint32(30, true);
  const height = Math.abs(signed);
  if (width === 0 || height === 0) throw new Error(`its header says ${width} × ${height} pixels`);
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw new Error(`it has ${bits} bits per pixel`);
  const isKnown =
    bits <= 8 ? [RAW, RLE8, RLE4].includes(compression) : [RAW, BITFIELDS].includes(compression);
  if (!isKnown)
    throw new Error(`its compression (${COMPRESSIONS[compression] ?? compression}) is not supported`);
  // The masks follow a plain header, and are part of longer headers.
  const hasMasks = compression === BITFIELDS;
  let at = 14 + size;
  let masks = bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
  if (hasMasks) {
    masks = [54, 58, 62, 66].map((place, i) => (i < 3 || size >= 56 ? view.getUint32(place, true) : 0));
    if (masks.every((mask) => mask === 0)) masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    if (size === 40) at += 12;
  }
  let start = view.getUint32(10, true);
  const entry = isOs2 ? 3 : 4;
  const colors = (isOs2 ? 0 : view.getUint32(46, true)) || 2 ** bits;
  const palette = new Uint8Array(256 * 3);
  if (bits <= 8) {
    if (colors > 65536) throw new Error(`it has a palette of ${colors} colors`);
    for (let i = 0; i < Math.min(colors, 256) * 3; i++) {
      palette[i] = bytes[at + Math.floor(i / 3) * entry + 2 - (i % 3)];
    }
    if (start === 14 + size) start += entry * colors; // some writers omit the palette
    at += entry * colors;
  }
  return { width, height, isTopDown: signed < 0, bits, compression, masks, palette, start: start || at };
}

/** Maps row y of the file to a row of the image. */
const rowOf = (y: number, { height, isTopDown }: Header) => (isTopDown ? y : height - 1 - y);

const rowBytesOf = ({ width, bits }: Header) => Math.ceil((width * bits) / 32) * 4;

/** Palette indices `[height, width]`, from the top. */
function readIndices(bytes: Uint8Array, header: Header): Uint8Array {
  const { width, height, bits, start, compression } = header;
  const indices = new Uint8Array(width * height);
  if (compression !== RAW) {
    const packed = unpackRuns(bytes, start, width, height, compression === RLE4);
    for (let y = 0; y < height; y++) {
      indices.set(packed.subarray(y * width, (y + 1) * width), rowOf(y, header) * width);
    }
    return indices;
  }
  const rowBytes = rowBytesOf(header);
  if (start + rowBytes * height > bytes.length) throw new Error("it is cut off");
  const perByte = 8 / bits;
  for (let y = 0; y < height; y++) {
    const to = rowOf(y, header) * width;
    for (let x = 0; x < width; x++) {
      const byte = bytes[start + y * rowBytes + Math.floor(x / perByte)];
      indices[to + x] = (byte >> (8 - bits * ((x % perByte) + 1))) & (2 ** bits - 1);
    }
  }
  return indices;
}

/**
 * Expands run-length encoded indices, row by row in file order; skipped pixels are 0, as in Pillow's
 * BmpRleDecoder.
 */
function unpackRuns(
  bytes: Uint8Array,
  start: number,
  width: number,
  height: number,
  isHalf: boolean,
): Uint8Array {
  const indices = new Uint8Array(width * height);
  let at = start;
  let to = 0;
  let x = 0;
  const nibble = (byte: number, i: number) => (!isHalf ? byte : i % 2 === 0 ? byte >> 4 : byte & 15);
  while (to < indices.length) {
    if (at + 2 > bytes.length) throw new Error("it is cut off");
    const [count, value] = [bytes[at], bytes[at + 1]];
    at += 2;
    if (count > 0) {
      const kept = Math.max(0, Math.min(count, width - x));
      for (let i = 0; i < kept; i++) indices[to++] = nibble(value, i);
      x += kept;
    } else if (value === 0) {
      to = Math.ceil(to / width) * width; // the row's end
      x = 0;
    } else if (value === 1) return indices;
    else if (value === 2) {
      if (at + 2 > bytes.length) throw new Error("it is cut off");
      to += bytes[at] + bytes[at + 1] * width;
      x = to % width;
      at += 2;
    } else {
      const kept = Math.min(value, indices.length - to);
      const length = isHalf ? Math.ceil(kept / 2) : kept;
      if (at + length > bytes.length) throw new Error("it is cut off");
      for (let i = 0; i < kept; i++) indices[to++] = nibble(bytes[at + (isHalf ? i >> 1 : i)], i);
      at += length;
      x += value;
      at += at % 2; // whole words
    }
  }
  return indices;
}

function fromPalette({ width, height, palette }: Header, indices: Uint8Array): DecodedPixels {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < indices.length; i++) {
    const color = indices[i] * 3;
    data[3 * i] = palette[color];
    data[3 * i + 1] = palette[color + 1];
    data[3 * i + 2] = palette[color + 2];
  }
  return { width, height, kind: "rgb", data };
}

function readColors(bytes: Uint8Array, header: Header): DecodedPixels {
  const { width, height, bits, start, masks } = header;
  const rowBytes = rowBytesOf(header);
  if (start + rowBytes * height > bytes.length) throw new Error("it is cut off");
  const channels = masks[3] === 0 ? 3 : 4;
  const fields = masks.slice(0, channels).map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { shift, most: mask >>> shift };
  });
  const data = new Uint8Array(width * height * channels);
  const step = bits / 8;
  for (let y = 0; y < height; y++) {
    let from = start + y * rowBytes;
    let to = rowOf(y, header) * width * channels;
    for (let x = 0; x < width; x++, from += step) {
      let pixel = bytes[from] | (bytes[from + 1] << 8);
      if (step > 2) pixel |= bytes[from + 2] << 16;
      if (step > 3) pixel |= bytes[from + 3] << 24;
      for (const { shift, most } of fields) {
        data[to++] =
          most === 255
            ? (pixel >>> shift) & 255
            : Math.floor((((pixel >>> shift) & most) * 255) / (most || 1));
      }
    }
  }
  return { width, height, kind: channels === 4 ? "rgba" : "rgb", data };
}
