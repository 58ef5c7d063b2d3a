/** Storage type of a number: NumPy's letter and size, with bfloat16 as "bf2". */
export type NumberKind = "f2" | "bf2" | "f4" | "f8" | "i1" | "i2" | "i4" | "i8" | "u1" | "u2" | "u4" | "u8";

export interface NumberType {
  kind: NumberKind;
  bigEndian?: boolean;
}

/** Bytes per number. */
export const bytesOf = ({ kind }: NumberType): number => Number(kind.at(-1));

/** Whether the type is an integer type. */
export const isWhole = ({ kind }: NumberType): boolean => kind[0] === "i" || kind[0] === "u";

/**
 * Converts stored numbers to float32, rounded to nearest: `[bytes.length / bytesOf(type)]`. May share memory
 * with `bytes`.
 */
export function toFloat32(bytes: Uint8Array, type: NumberType): Float32Array {
  const stored = storedValues(bytes, type);
  if (stored instanceof Float32Array) return stored;
  if (type.kind === "f2") return fromHalf(stored as Uint16Array);
  if (type.kind === "bf2") return fromBfloat(stored as Uint16Array);
  const out = new Float32Array(stored.length);
  for (let i = 0; i < out.length; i++) out[i] = Number(stored[i]);
  return out;
}

/** Converts stored numbers to float64, exact except for integers beyond 2^53. */
export function toFloat64(bytes: Uint8Array, type: NumberType): Float64Array {
  const stored = storedValues(bytes, type);
  if (stored instanceof Float64Array) return stored;
  if (type.kind === "f2" || type.kind === "bf2") return Float64Array.from(toFloat32(bytes, type));
  const out = new Float64Array(stored.length);
  for (let i = 0; i < out.length; i++) out[i] = Number(stored[i]);
  return out;
}

let halves: Float32Array | undefined; // the value of each of the 65,536 float16

/** Converts float16 bit patterns to float32, exactly. */
export function fromHalf(patterns: Uint16Array): Float32Array {
  halves ??= Float32Array.from({ length: 0x10000 }, (_, pattern) => halfValue(pattern));
  const table = halves;
  const out = new Float32Array(patterns.length);
  for (let i = 0; i < out.length; i++) out[i] = table[patterns[i]];
  return out;
}

function fromBfloat(patterns: Uint16Array): Float32Array {
  const out = new Uint32Array(patterns.length);
  for (let i = 0; i < out.length; i++) out[i] = patterns[i] << 16;
  return new Float32Array(out.buffer);
}

function halfValue(pattern: number): number {
  const exponent = (pattern >>> 10) & 0x1f;
  const mantissa = pattern & 0x3ff;
  const sign = pattern & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

const VIEWS = {
  f2: Uint16Array,
  bf2: Uint16Array,
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  i8: BigInt64Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  u8: BigUint64Array,
} as const;

function storedValues(bytes: Uint8Array, type: NumberType): InstanceType<(typeof VIEWS)[NumberKind]> {
  const size = bytesOf(type);
  const View = VIEWS[type.kind];
  if (type.bigEndian && size > 1) return new View(swapped(bytes, size).buffer);
  const place = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return new View(place.buffer as ArrayBuffer, place.byteOffset, Math.floor(bytes.length / size));
}

function swapped(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length);
  for (let at = 0; at + size <= bytes.length; at += size) {
    for (let i = 0; i < size; i++) out[at + i] = bytes[at + size - 1 - i];
  }
  return out;
}
