/**
 * Size of the lookup table, by the first 8 bits of the mantissa; the remainder is below 2^-9, where five
 * terms suffice.
 */
const STEPS = 256;
const LEAST_EXPONENT = -100;
const MOST_EXPONENT = 100;

/** Tables for x^exponent, with x = 2^e · m and m rounded to the middle of one of 256 steps from 1 to 2. */
export interface PowerTables {
  /** 2^(e · exponent), for e from -100 to 100. */
  scales: Float64Array;
  /** `[256]`: 1 / middle. */
  inverses: Float64Array;
  /** `[256]`: middle^exponent. */
  powers: Float64Array;
  /** Coefficients of the binomial series of (1 + r)^exponent, without the leading 1. */
  series: readonly [number, number, number, number];
}

export function powerTables(exponent: number): PowerTables {
  const scales = new Float64Array(MOST_EXPONENT - LEAST_EXPONENT + 1);
  const two = exponential(exponent * Math.LN2);
  scales[-LEAST_EXPONENT] = 1;
  for (let e = 1; e <= MOST_EXPONENT; e++) scales[e - LEAST_EXPONENT] = scales[e - 1 - LEAST_EXPONENT] * two;
  for (let e = -1; e >= LEAST_EXPONENT; e--)
    scales[e - LEAST_EXPONENT] = scales[e + 1 - LEAST_EXPONENT] / two;
  const inverses = new Float64Array(STEPS);
  const powers = new Float64Array(STEPS);
  for (let i = 0; i < STEPS; i++) {
    const middle = 1 + (i + 0.5) / STEPS;
    inverses[i] = 1 / middle;
    powers[i] = exponential(exponent * logarithm(middle));
  }
  const c1 = exponent;
  const c2 = (c1 * (exponent - 1)) / 2;
  const c3 = (c2 * (exponent - 2)) / 3;
  const c4 = (c3 * (exponent - 3)) / 4;
  return { scales, inverses, powers, series: [c1, c2, c3, c4] };
}

/**
 * Returns x ↦ x^exponent for a fixed exponent and 2^-100 < x < 2^100, to about 1e-13, using only additions
 * and multiplications. `Math.pow` and `Math.exp` differ between engines in the last bit, enough to make
 * layouts diverge after some epochs; IEEE arithmetic is the same everywhere, and faster here.
 */
export function powerOf(exponent: number): (x: number) => number {
  const { scales, inverses, powers, series } = powerTables(exponent);
  const [c1, c2, c3, c4] = series;
  const float = new Float64Array(1);
  const words = new Int32Array(float.buffer);
  return (x) => {
    float[0] = x;
    const high = words[1];
    const i = (high >> 12) & (STEPS - 1);
    words[1] = (high & 0xfffff) | 0x3ff00000;
    const r = float[0] * inverses[i] - 1;
    const sum = 1 + r * (c1 + r * (c2 + r * (c3 + r * c4)));
    return scales[(high >> 20) - 1023 - LEAST_EXPONENT] * powers[i] * sum;
  };
}

/** e^x for x up to 700, to about 1e-15, using only additions and multiplications. */
export function exp(x: number): number {
  if (x < -740) return 0;
  const halvings = Math.round(x / Math.LN2);
  const rest = x - halvings * LN2_HIGH - halvings * LN2_LOW;
  let sum = 1;
  for (let n = 14; n >= 1; n--) sum = 1 + (rest / n) * sum;
  // In two steps, so that numbers near the smallest are exact too.
  const half = halvings >> 1;
  return sum * powerOfTwo(half) * powerOfTwo(halvings - half);
}

/** ln x for positive, normal x, to about 1e-15. */
export function ln(x: number): number {
  const float = new Float64Array([x]);
  const words = new Int32Array(float.buffer);
  const exponent = (words[1] >> 20) - 1023;
  words[1] = (words[1] & 0xfffff) | 0x3ff00000;
  return exponent * Math.LN2 + logarithm(float[0]);
}

/** ln 2 in two parts; the first has few enough bits to be multiplied exactly. */
const LN2_HIGH = 0.693145751953125;
const LN2_LOW = 1.4286068203094173e-6;

function powerOfTwo(exponent: number): number {
  let result = 1;
  const factor = exponent < 0 ? 0.5 : 2;
  for (let n = Math.abs(exponent); n > 0; n--) result *= factor;
  return result;
}

/** e^x for |x| < 8, by its power series. */
function exponential(x: number): number {
  let sum = 1;
  for (let n = 60; n >= 1; n--) sum = 1 + (x / n) * sum;
  return sum;
}

/** ln x for 1 ≤ x < 2: 2 artanh((x - 1) / (x + 1)), by its series. */
function logarithm(x: number): number {
  const s = (x - 1) / (x + 1);
  let sum = 0;
  for (let n = 61; n >= 1; n -= 2) sum = 1 / n + s * s * sum;
  return 2 * s * sum;
}
