const bits = new Uint32Array(1);
const value = new Float32Array(bits.buffer);

let halves: Float32Array | undefined; // the value of each of the 65536 float16

/** Converts float16 bit patterns to float32, exactly. */
export function fromHalf(patterns: Uint16Array): Float32Array {
  halves ??= Float32Array.from({ length: 0x10000 }, (_, pattern) => halfValue(pattern));
  const table = halves;
  const out = new Float32Array(patterns.length);
  for (let i = 0; i < out.length; i++) out[i] = table[patterns[i]];
  return out;
}

/** Converts bfloat16 bit patterns to float32, exactly. */
export function fromBfloat(patterns: Uint16Array): Float32Array {
  const out = new Uint32Array(patterns.length);
  for (let i = 0; i < out.length; i++) out[i] = patterns[i] << 16;
  return new Float32Array(out.buffer);
}

/** Rounds float32 to the nearest float16, ties to even; 65520 and above become infinity. */
export function toHalf(values: Float32Array): Uint16Array {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < out.length; i++) {
    value[0] = values[i];
    out[i] = ((bits[0] >>> 16) & 0x8000) | halfOfMagnitude(bits[0] & 0x7fffffff);
  }
  return out;
}

/** Rounds float32 to the nearest bfloat16, ties to even. */
export function toBfloat(values: Float32Array): Uint16Array {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < out.length; i++) {
    value[0] = values[i];
    const x = bits[0];
    const notANumber = (x & 0x7fffffff) > 0x7f800000;
    out[i] = notANumber ? (x >>> 16) | 0x40 : (x + 0x7fff + ((x >>> 16) & 1)) >>> 16;
  }
  return out;
}

/** The float16 bit pattern for the bits of a float32 without its sign. */
function halfOfMagnitude(x: number): number {
  if (x > 0x7f800000) return 0x7e00; // not a number
  if (x >= 0x47800000) return 0x7c00; // 65536 and more
  if (x >= 0x38800000) return (x - 0x38000000 + 0xfff + ((x >>> 13) & 1)) >>> 13; // 2⁻¹⁴ and more
  const exponent = x >>> 23;
  if (exponent < 102) return 0; // below 2⁻²⁵
  const mantissa = (x & 0x7fffff) | 0x800000;
  const shift = 126 - exponent; // to units of 2⁻²⁴
  const whole = mantissa >>> shift;
  const rest = mantissa - (whole << shift);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && whole & 1) ? whole + 1 : whole;
}

function halfValue(pattern: number): number {
  const exponent = (pattern >>> 10) & 0x1f;
  const mantissa = pattern & 0x3ff;
  const sign = pattern & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
