import { createRequire } from "node:module";
import { seededRandom } from "@clipscope/toolkit";

/** Requires what a package of the workspace depends on, such as umap-js, which toolkit does. */
export function dependency(home, name) {
  return createRequire(new URL(`../../${home}/package.json`, import.meta.url))(name);
}

/** Rows of norm 1 around `centers` directions: as embeddings of so many kinds of image. `[rows, cols]` */
export function clusteredRows(rows, cols, centers) {
  const random = seededRandom(1);
  const middle = Float64Array.from({ length: centers * cols }, () => random() - 0.5);
  const data = new Float32Array(rows * cols);
  for (let row = 0; row < rows; row++) {
    const vector = Array.from(
      { length: cols },
      (_, i) => middle[(row % centers) * cols + i] + 1.2 * (random() - 0.5),
    );
    const norm = Math.hypot(...vector);
    data.set(
      vector.map((x) => x / norm),
      row * cols,
    );
  }
  return { data, rows, cols };
}

/** A matrix as the arrays that umap-js takes. */
export function toVectors({ data, rows, cols }) {
  return Array.from({ length: rows }, (_, row) => Array.from(data.subarray(row * cols, (row + 1) * cols)));
}

/** The share of a row's exact neighbors, itself among them, that were found, on average; `exact` is `[rows, k]`. */
export function recall(found, exact, k) {
  const foundK = found.length / (exact.length / k);
  let hits = 0;
  for (let row = 0; row * k < exact.length; row++) {
    const own = new Set(found.slice(row * foundK, (row + 1) * foundK)).add(row);
    for (let i = row * k; i < (row + 1) * k; i++) if (own.has(exact[i])) hits++;
  }
  return hits / exact.length;
}
