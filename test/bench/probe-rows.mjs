import { labeledSet, seededRandom } from "@clipscope/toolkit";

/**
 * A training split as of features before a projection: classes that overlap, a spectrum that falls as 1 / k, rows of
 * norm 10. The same in Node and in a browser.
 */
export function probeRows(rows, cols, classes) {
  const random = seededRandom(1);
  const bell = () => Math.sqrt(3) * (random() + random() + random() + random() - 2);
  const centers = Float64Array.from({ length: classes * cols }, bell);
  const data = new Float32Array(rows * cols);
  for (let row = 0; row < rows; row++) {
    const center = centers.subarray((row % classes) * cols);
    const vector = Array.from({ length: cols }, (_, k) => (0.5 * center[k] + bell()) / Math.sqrt(k + 1));
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    data.set(
      vector.map((value) => (10 * value) / norm),
      row * cols,
    );
  }
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes);
  return labeledSet("train", { data, rows, cols }, labels, classes);
}
