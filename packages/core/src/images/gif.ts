import type { DecodedPixels } from "./decode.js";
import type { Size } from "./preprocess.js";

interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  isInterlaced: boolean;
  /** RGB, 3 bytes per color; undefined if each index is its own gray value. */
  palette?: Uint8Array;
  transparent?: number;
  /** Byte offset of the LZW minimum code size, right before the compressed data. */
  start: number;
}

/**
 * Decodes the first frame of a GIF file, placed on the logical screen as in Pillow: the area around a smaller
 * frame has the transparent color, or color 0 if there is none; the screen grows to hold the frame.
 * Transparent pixels have alpha 0 and keep their color. Throws if the file is damaged or truncated.
 */
export function decodeGif(bytes: Uint8Array): DecodedPixels {
  const frame = firstFrame(bytes);
  const { width, height } = screenOf(bytes, frame);
  if (width === 0 || height === 0) throw new Error(`its header says ${width} × ${height} pixels`);
  const indices = new Uint8Array(width * height).fill(frame.transparent ?? 0);
  const drawn = unpackCodes(bytes, frame.start, frame.width * frame.height);
  rowOrder(frame).forEach((y, i) => {
    const row = drawn.subarray(i * frame.width, (i + 1) * frame.width);
    indices.set(row, (frame.top + y) * width + frame.left);
  });
  return { width, height, ...colorsOf(indices, frame) };
}

/** The size of the image that `decodeGif` returns. */
export const gifSize = (bytes: Uint8Array): Size => screenOf(bytes, firstFrame(bytes));

function screenOf(bytes: Uint8Array, { left, top, width, height }: Frame): Size {
  const [screenWidth, screenHeight] = [bytes[6] | (bytes[7] << 8), bytes[8] | (bytes[9] << 8)];
  return { width: Math.max(screenWidth, left + width), height: Math.max(screenHeight, top + height) };
}

/** The first frame, with the palette and the transparent color that apply to it. */
function firstFrame(bytes: Uint8Array): Frame {
  if (bytes.length < 13) throw new Error("it is cut off");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const readPalette = (at: number, flags: number) => {
    if ((flags & 0x80) === 0) return undefined;
    return bytes.subarray(at, at + 3 * 2 ** ((flags & 7) + 1));
  };
  const global = readPalette(13, bytes[10]);
  let at = 13 + (global?.length ?? 0);
  let transparent: number | undefined;
  while (at < bytes.length && bytes[at] !== 0x3b) {
    if (bytes[at] === 0x2c && at + 10 < bytes.length) {
      const [left, top, width, height] = [1, 3, 5, 7].map((place) => view.getUint16(at + place, true));
      const flags = bytes[at + 9];
      const local = readPalette(at + 10, flags);
      const start = at + 10 + (local?.length ?? 0);
      const isInterlaced = (flags & 0x40) !== 0;
      // As Pillow 13, which treats a local palette of plain grays as none.
      const chosen = local && !(global && isGrayRamp(local)) ? local : global;
      return { left, top, width, height, isInterlaced, palette: chosen, transparent, start };
    }
    if (bytes[at] !== 0x21) at++;
    else {
      // Graphic control: transparency is the first bit of the flags.
      if (bytes[at + 1] === 0xf9 && bytes[at + 2] >= 4 && (bytes[at + 3] & 1) === 1)
        transparent = bytes[at + 6];
      at += 2;
      while (bytes[at] > 0) at += 1 + bytes[at];
      at++;
    }
  }
  throw new Error("it holds no frame");
}

/** Whether every index is its own gray value. */
const isGrayRamp = (palette: Uint8Array) => palette.every((value, i) => value === Math.floor(i / 3));

/** The rows of a frame in file order (GIF89a, appendix E). */
function rowOrder({ height, isInterlaced }: Frame): number[] {
  const passes = isInterlaced ? [[0, 8], [4, 8], [2, 4], [1, 2]] : [[0, 1]]; // biome-ignore format: a table
  return passes.flatMap(([first, step]) =>
    Array.from({ length: Math.max(0, Math.ceil((height - first) / step)) }, (_, i) => first + i * step),
  );
}

/** Decodes `count` palette indices of variable-length LZW (GIF89a, appendix F). */
function unpackCodes(bytes: Uint8Array, start: number, count: number): Uint8Array {
  const smallest = bytes[start];
  if (!(smallest >= 1 && smallest <= 11)) throw new Error(`its first codes have ${smallest} bits`);
  const clear = 1 << smallest;
  const end = clear + 1;
  const before = new Int16Array(4096); // of each code: the code of all but its last index
  const last = new Uint8Array(4096);
  const first = new Uint8Array(4096);
  const length = new Uint16Array(4096).fill(1);
  for (let i = 0; i < clear; i++) last[i] = first[i] = i;
  const out = new Uint8Array(count);
  let to = 0;
  let next = end + 1;
  let bits = smallest + 1;
  let previous = -1;
  let buffer = 0;
  let held = 0;
  let block = 0; // bytes that are left in the sub-block
  let at = start + 1;
  while (to < count) {
    while (held < bits) {
      if (block === 0) {
        block = bytes[at++];
        if (!(block > 0)) throw new Error("its pixels are cut off");
      }
      if (at >= bytes.length) throw new Error("it is cut off");
      buffer |= bytes[at++] << held;
      held += 8;
      block--;
    }
    const code = buffer & ((1 << bits) - 1);
    buffer >>>= bits;
    held -= bits;
    if (code === clear) {
      next = end + 1;
      bits = smallest + 1;
      previous = -1;
      continue;
    }
    if (code === end) throw new Error("its pixels are cut off");
    if (code > next || (previous < 0 && code > end)) throw new Error("it has an undefined code");
    if (previous >= 0 && next < 4096) {
      before[next] = previous;
      first[next] = first[previous];
      last[next] = code === next ? first[previous] : first[code];
      length[next] = length[previous] + 1;
      next++;
      if (next === 1 << bits && bits < 12) bits++;
    } else if (code >= next) throw new Error("it has an undefined code");
    let put = to + length[code] - 1;
    for (let each = code, n = length[code]; n > 0; n--, put--) {
      if (put < count) out[put] = last[each];
      each = before[each];
    }
    to += length[code];
    previous = code;
  }
  return out;
}

function colorsOf(indices: Uint8Array, { palette, transparent }: Frame) {
  const channels = transparent === undefined ? 3 : 4;
  const colors = new Uint8Array(256 * channels); // beyond the palette: black
  for (let i = 0; i < 256; i++) {
    for (let c = 0; c < 3; c++) colors[i * channels + c] = palette ? (palette[3 * i + c] ?? 0) : i;
    if (channels === 4) colors[i * 4 + 3] = i === transparent ? 0 : 255;
  }
  const data = new Uint8Array(indices.length * channels);
  for (let i = 0; i < indices.length; i++) {
    for (let c = 0; c < channels; c++) data[i * channels + c] = colors[indices[i] * channels + c];
  }
  return { kind: channels === 4 ? ("rgba" as const) : ("rgb" as const), data };
}
