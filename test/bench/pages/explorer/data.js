/** Points in 40 clusters of different sizes, with a category, a number and a text each; the same in every run. */
export function points(n) {
  let state = 9;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const k = 40;
  const centers = Array.from({ length: k }, () => [
    1.6 * random() - 0.8,
    1.6 * random() - 0.8,
    0.01 + 0.09 * random(),
  ]);
  const x = new Float32Array(n);
  const y = new Float32Array(n);
  const codes = new Int32Array(n);
  const numbers = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const cluster = Math.floor(k * random() ** 1.5);
    const [cx, cy, spread] = centers[cluster];
    const radius = spread * Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    x[i] = Math.max(-1, Math.min(1, cx + radius * Math.cos(angle)));
    y[i] = Math.max(-1, Math.min(1, cy + radius * Math.sin(angle)));
    codes[i] = cluster % 10;
    numbers[i] = Math.hypot(x[i], y[i]) + 0.2 * random();
  }
  const values = Array.from({ length: 10 }, (_, i) => `category ${i}`);
  return { n, x, y, codes, values, numbers, textOf: (i) => `text of point ${i}` };
}
