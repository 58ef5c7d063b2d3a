import { seededRandom } from "@clipscope/toolkit";

/** 400 rows of 64 numbers, generated identically in the page and in the test. */
export function randomRows() {
  const random = seededRandom(3);
  const data = Float32Array.from({ length: 400 * 64 }, () => random() - 0.5);
  return { data, rows: 400, cols: 64 };
}
