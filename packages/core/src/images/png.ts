import { readStream } from "../platform/folder.js";

// 16-bit grayscale PNG files, of which browsers decode only 8 bits.

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The header of a PNG file, from its first 29 bytes; undefined for other files. */
export function pngHeader(bytes: Uint8Array) {
  if (bytes.length < 29 || !SIGNATURE.every((byte, i) => bytes[i] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  return { width, height, bits: bytes[24], isGray: bytes[25] === 0, isInterlaced: bytes[28] !== 0 };
}

/**
 * Decodes a 16-bit grayscale PNG file to pixels `[height, width]`. Filters follow the PNG specification, §9.
 * Rejects if the file is damaged.
 */
export async function decodeGray16(
  bytes: Uint8Array,
): Promise<{ width: number; height: number; data: Uint16Array }> {
  const header = pngHeader(bytes);
  if (!header?.isGray || header.bits !== 16) throw new Error("it is not a 16-bit grayscale PNG file");
  const { width, height } = header;
  if (width === 0 || height === 0) throw new Error(`its header says ${width} × ${height} pixels`);
  const passes = (header.isInterlaced ? ADAM7 : [[0, 0, 1, 1]])
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
  const wanted = passes.reduce((sum, { w, h }) => sum + h * (2 * w + 1), 0);
  const unpacked = new Blob(imageData(bytes)).stream().pipeThrough(new DecompressionStream("deflate"));
  const filtered = await readStream(unpacked, wanted, (done) => {
    if (done > wanted) throw new Error(`it unpacks to more than its ${width} × ${height} pixels`);
  });
  const data = new Uint16Array(width * height);
  let at = 0;
  for (const { left, top, perX, perY, w, h } of passes) {
    let above: Uint8Array = new Uint8Array(2 * w);
    for (let y = 0; y < h; y++) {
      const row = filtered.subarray(at + 1, at + 1 + 2 * w);
      unfilter(row, above, filtered[at]);
      const start = (top + y * perY) * width + left;
      for (let x = 0; x < w; x++) data[start + x * perX] = (row[2 * x] << 8) | row[2 * x + 1];
      above = row;
      at += 1 + 2 * w;
    }
  }
  return { width, height, data };
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

/** Undoes a row's filter, in place. */
function unfilter(row: Uint8Array, above: Uint8Array, filter: number): void {
  if (filter > 4) throw new Error(`it has the undefined filter ${filter}`);
  if (filter === 0) return;
  for (let i = 0; i < row.length; i++) {
    const a = i < 2 ? 0 : row[i - 2];
    const b = above[i];
    const c = i < 2 ? 0 : above[i - 2];
    row[i] += filter === 1 ? a : filter === 2 ? b : filter === 3 ? (a + b) >> 1 : paeth(a, b, c);
  }
}

function paeth(a: number, b: number, c: number): number {
  const [fromA, fromB, fromC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (fromA <= fromB && fromA <= fromC) return a;
  return fromB <= fromC ? b : c;
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
