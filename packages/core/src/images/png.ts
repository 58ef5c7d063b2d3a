import { readStream } from "../platform/folder.js";
import type { DecodedPixels } from "./decode.js";

// PNG files of 16 bits a channel. Browsers reduce them to 8, some by rounding and others by cutting off.

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Channels by color type: gray, color, gray with alpha, color with alpha. */
const CHANNELS: Record<number, number | undefined> = { 0: 1, 2: 3, 4: 2, 6: 4 };

interface Header {
  width: number;
  height: number;
  bits: number;
  colorType: number;
  isInterlaced: boolean;
}

/** The header of a PNG file, from its first 29 bytes; undefined for other files. */
export function pngHeader(bytes: Uint8Array): Header | undefined {
  if (bytes.length < 29 || !SIGNATURE.every((byte, i) => bytes[i] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  return { width, height, bits: bytes[24], colorType: bytes[25], isInterlaced: bytes[28] !== 0 };
}

/**
 * Decodes a PNG file of 16 bits a channel: grays without alpha to all 16 bits, everything else to the upper 8, as
 * Pillow does. Rejects if the file is damaged.
 */
export async function decodePng16(bytes: Uint8Array): Promise<DecodedPixels> {
  const header = pngHeader(bytes);
  const channels = header?.bits === 16 ? CHANNELS[header.colorType] : undefined;
  if (!header || !channels) throw new Error("it is not a 16-bit PNG file");
  const { width, height } = header;
  if (width === 0 || height === 0) throw new Error(`its header says ${width} × ${height} pixels`);
  if (channels === 1) {
    const data = new Uint16Array(width * height);
    await readPixels(bytes, header, 2, (row, from, pixel) => {
      data[pixel] = (row[from] << 8) | row[from + 1];
    });
    return { width, height, kind: "gray16", data };
  }
  const transparent = channels === 3 ? transparentColor(bytes) : undefined;
  const kind = channels === 3 && !transparent ? "rgb" : "rgba";
  const size = kind.length;
  const data = new Uint8Array(width * height * size);
  const bytesOf = channels === 2 ? [0, 0, 0, 2] : [0, 2, 4, 6]; // the upper byte of red, green, blue and alpha
  await readPixels(bytes, header, 2 * channels, (row, from, pixel) => {
    const to = pixel * size;
    for (let i = 0; i < size; i++) data[to + i] = row[from + bytesOf[i]];
    if (transparent) data[to + 3] = transparent.every((byte, i) => row[from + i] === byte) ? 0 : 255;
  });
  return { width, height, kind, data };
}

/**
 * Calls `take` with each pixel: a row of bytes without its filter, where the pixel begins in it, and the pixel's
 * place in the image, row-major. `step` is the bytes of a pixel. Filters follow the PNG specification, §9.
 */
async function readPixels(
  bytes: Uint8Array,
  { width, height, isInterlaced }: Header,
  step: number,
  take: (row: Uint8Array, from: number, pixel: number) => void,
): Promise<void> {
  const passes = (isInterlaced ? ADAM7 : [[0, 0, 1, 1]])
    .map(([left, top, perX, perY]) => {
      return {
        left,
        top,
        perX,
        perY,
        w: Math.ceil((width - left) / perX),
        h: Math.ceil((height - top) / perY),
      };
    })
    .filter(({ w, h }) => w > 0 && h > 0);
  const wanted = passes.reduce((sum, { w, h }) => sum + h * (step * w + 1), 0);
  const unpacked = new Blob(imageData(bytes)).stream().pipeThrough(new DecompressionStream("deflate"));
  const filtered = await readStream(unpacked, wanted, (done) => {
    if (done > wanted) throw new Error(`it unpacks to more than its ${width} × ${height} pixels`);
  });
  let at = 0;
  for (const { left, top, perX, perY, w, h } of passes) {
    let above: Uint8Array = new Uint8Array(step * w);
    for (let y = 0; y < h; y++) {
      const row = filtered.subarray(at + 1, at + 1 + step * w);
      unfilter(row, above, filtered[at], step);
      const start = (top + y * perY) * width + left;
      for (let x = 0; x < w; x++) take(row, step * x, start + x * perX);
      above = row;
      at += 1 + step * w;
    }
  }
}

/** The seven passes of an interlaced file (PNG specification, §8): origin and step of each. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** Undoes a row's filter, in place; `step` is the bytes of a pixel. */
function unfilter(row: Uint8Array, above: Uint8Array, filter: number, step: number): void {
  if (filter > 4) throw new Error(`it has the undefined filter ${filter}`);
  if (filter === 0) return;
  for (let i = 0; i < row.length; i++) {
    const a = i < step ? 0 : row[i - step];
    const b = above[i];
    const c = i < step ? 0 : above[i - step];
    row[i] += filter === 1 ? a : filter === 2 ? b : filter === 3 ? (a + b) >> 1 : paeth(a, b, c);
  }
}

function paeth(a: number, b: number, c: number): number {
  const [fromA, fromB, fromC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (fromA <= fromB && fromA <= fromC) return a;
  return fromB <= fromC ? b : c;
}

/** The color of a tRNS chunk, two bytes a channel, which stands for transparent; undefined without one. */
function transparentColor(bytes: Uint8Array): Uint8Array | undefined {
  for (const { type, start, end } of pngChunks(bytes)) {
    if (type === "tRNS" && end - start === 6) return bytes.subarray(start, end);
  }
  return undefined;
}

/** The contents of the IDAT chunks. */
function imageData(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
  return [...pngChunks(bytes)]
    .filter(({ type }) => type === "IDAT")
    .map(({ start, end }) => bytes.slice(start, end));
}

/** The chunks of a PNG file: type, and the byte range of the content. */
export function* pngChunks(bytes: Uint8Array): Generator<{ type: string; start: number; end: number }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const start = at + 8;
    const end = start + view.getUint32(at);
    yield { type: String.fromCharCode(...bytes.subarray(at + 4, start)), start, end };
    at = end + 4;
  }
}
