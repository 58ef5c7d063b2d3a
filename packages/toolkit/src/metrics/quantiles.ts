/**
 * The quantile of the standard normal distribution, 0 < p < 1, to about 1e-15: Wichura's algorithm
 * AS 241, routine PPND16 (Applied Statistics 37, 1988).
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return q * ratio(r, CENTRAL_NUMERATOR, CENTRAL_DENOMINATOR);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const x =
    r <= 5
      ? ratio(r - 1.6, MIDDLE_NUMERATOR, MIDDLE_DENOMINATOR)
      : ratio(r - 5, TAIL_NUMERATOR, TAIL_DENOMINATOR);
  return q < 0 ? -x : x;
}

const CENTRAL_NUMERATOR = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const CENTRAL_DENOMINATOR = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
];
const MIDDLE_NUMERATOR = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const MIDDLE_DENOMINATOR = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const TAIL_NUMERATOR = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const TAIL_DENOMINATOR = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
];

function ratio(x: number, numerator: number[], denominator: number[]): number {
  return polynomial(x, numerator) / polynomial(x, denominator);
}

function polynomial(x: number, coefficients: number[]): number {
  return coefficients.reduceRight((sum, c) => sum * x + c, 0);
}

/**
 * The quantile of the beta distribution: the x with I_x(a, b) = p. Newton steps on the regularized
 * incomplete beta function, kept inside a bracket that only shrinks.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let step = 0; step < 200; step++) {
    const error = incompleteBeta(x, a, b) - p;
    if (error > 0) high = x;
    else low = x;
    const density = Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logBeta);
    let next = x - error / density;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - x) <= 1e-15 * x) return next;
    x = next;
  }
  return x;
}

/**
 * The regularized incomplete beta function I_x(a, b) for 0 < x < 1, by its continued fraction with
 * Lentz's method (Numerical Recipes §6.4).
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  // The fraction converges fast below the mean; above it, use symmetry.
  return x < (a + 1) / (a + b + 2)
    ? (front * fraction(x, a, b)) / a
    : 1 - (front * fraction(1 - x, b, a)) / b;
}

function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (v: number) => (Math.abs(v) < tiny ? tiny : v);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let sum = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    sum *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    sum *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return sum;
}

/** The probability that a chi-square variable of one degree of freedom exceeds `x` ≥ 0: erfc(√(x / 2)). */
export function chiSquareTail(x: number): number {
  const z = Math.sqrt(x / 2);
  const front = Math.exp(-z * z) / Math.sqrt(Math.PI);
  if (z < 2) {
    // erf z = 2/√π · e^(-z²) · Σ 2ⁿ z^(2n+1) / (1 · 3 · … · (2n+1))
    let sum = 0;
    for (let n = 0, term = z; term > 1e-17 * sum; n++, term *= (2 * z * z) / (2 * n + 1)) sum += term;
    return 1 - 2 * front * sum;
  }
  // Laplace's continued fraction, from its hundredth level up
  let below = z;
  for (let n = 100; n >= 1; n--) below = z + n / 2 / below;
  return front / below;
}

/** ln Γ(x) for x > 0: Stirling's series, after shifting x above 15, where five terms give full precision. */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 15; z++) shift += Math.log(z);
  const inverse = 1 / (z * z);
  let series = 0;
  for (let i = STIRLING.length - 1; i >= 0; i--) series = series * inverse + STIRLING[i];
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series / z - shift;
}

/** B(2k) / (2k (2k - 1)), the coefficients of Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188];
