import { seededRandom } from "@clipscope/toolkit";

/** Rows that lie close, forty of them equal and the last one zero; the same in the page and in the test. */
export function closeRows(rows: number, cols: number) {
  const random = seededRandom(5);
  const data = Float32Array.from(
    { length: rows * cols },
    (_, i) => Math.sin(i % cols) + 0.02 * (random() - 0.5),
  );
  for (let row = 50; row < 90; row++) data.copyWithin(row * cols, 0, cols);
  data.fill(0, (rows - 1) * cols);
  return { data, rows, cols };
}
