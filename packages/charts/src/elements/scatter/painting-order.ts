/** Number of points from which the order within a layer is shuffled. */
const SHUFFLED = 20_000;
/** Number of consecutive points that stay together when the order is shuffled, since sequential reads are fast. */
const BLOCK = 64;

/**
 * Visible points (emphasis above 0) sorted by emphasis, 0 to 3, then by layer, 0 to `layers` − 1; those of one layer
 * keep their order. Many points are shuffled in blocks instead, so that any part of them is a sample of all: a
 * picture can be drawn in parts, and no category hides another only because it comes later in a file.
 */
export function paintingOrder(levels: Uint8Array, layer: Uint8Array | undefined, layers: number): Int32Array {
  const n = levels.length;
  const starts = new Int32Array(4 * layers + 1);
  const bucketOf = (i: number) => levels[i] * layers + (layer ? layer[i] : 0);
  for (let i = 0; i < n; i++) if (levels[i] > 0) starts[bucketOf(i) + 1]++;
  for (let bucket = 1; bucket < starts.length; bucket++) starts[bucket] += starts[bucket - 1];
  const order = new Int32Array(starts[starts.length - 1]);
  const blocks = Math.ceil(n / BLOCK);
  const stride = n < SHUFFLED ? 1 : strideOf(blocks);
  for (let k = 0, block = 0; k < blocks; k++, block = (block + stride) % blocks) {
    const end = Math.min(n, (block + 1) * BLOCK);
    for (let i = block * BLOCK; i < end; i++) if (levels[i] > 0) order[starts[bucketOf(i)]++] = i;
  }
  return order;
}

/** A step that visits each of `n` places once and spreads any run of visits evenly: near the golden ratio of `n`. */
export function strideOf(n: number): number {
  let stride = Math.max(1, Math.round(n * 0.6180339887));
  while (divisor(stride, n) !== 1) stride++;
  return stride;
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** The place that `paintingOrder` gives each of `n` points within a layer: higher ones are in front. */
export function ranksOf(n: number): (point: number) => number {
  if (n < SHUFFLED) return (point) => point;
  const blocks = Math.ceil(n / BLOCK);
  const stride = strideOf(blocks);
  let inverse = 1;
  while ((inverse * stride) % blocks !== 1) inverse++;
  return (point) => ((Math.floor(point / BLOCK) * inverse) % blocks) * BLOCK + (point % BLOCK);
}
