/** Mantissas are looked up by their first 8 bits; what remains is below 2^-9, where five terms are enough. */
const STEPS = 256;
const LEAST_EXPONENT = -100;
const MOST_EXPONENT = 100;

/**
 * x ↦ x^exponent for a fixed exponent and 2^-100 < x < 2^100, to about 1e-13, by additions and
 * multiplications alone. `Math.pow` and `Math.exp` differ between engines in the last bit, which is enough to
 * lead a layout elsewhere after some epochs; IEEE arithmetic is the same everywhere. Faster, too.
 */
export function powerOf(exponent: number): (x: number) => number {
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
  // The binomial series of (1 + r)^exponent.
  const c1 = exponent;
  const c2 = (c1 * (exponent - 1)) / 2;
  const c3 = (c2 * (exponent - 2)) / 3;
  const c4 = (c3 * (exponent - 3)) / 4;
  const float = new Float64Array(1);
  const words = new Int32Array(float.buffer);
  return (x) => {
    float[0] = x;
    const high = words[1];
    const i = (high >> 12) & (STEPS - 1);
    words[1] = (high & 0xfffff) | 0x3ff00000;
    const r = float[0] * inverses[i] - 1;
    const series = 1 + r * (c1 + r * (c2 + r * (c3 + r * c4)));
    return scales[(high >> 20) - 1023 - LEAST_EXPONENT] * powers[i] * series;
  };
}

/** e^x for |x| < 8, by its series. */
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
