import { seededRandom } from "@clipscope/toolkit";

/** The same 400 rows of 64 numbers in the page and in the test. */
export function randomRows() {
  const random = seededRandom(3);
  const data = Float32Array.from({ length: 400 * 64 }, () => random() - 0.5);
  return { data, rows: 400, cols: 64 };
}
