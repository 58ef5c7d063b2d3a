import type { Embeddings } from "@clipscope/types";
import { takeRows } from "@clipscope/types";
import { fitPca, projectPca } from "./pca.js";

/** Half the side of the square in which a layout starts. */
const REACH = 10;
/** Number of rows that determine the components, enough for an initial layout. */
const SAMPLE = 2000;

/** A random start in the square, `[rows, 2]`, as in umap-js. */
export function randomStart(rows: number, random: () => number): Float64Array {
  return Float64Array.from({ length: rows * 2 }, () => random() * 2 * REACH - REACH);
}

/**
 * A start along the first two principal components, `[rows, 2]`, scaled to a largest coordinate of 10, with a
 * little noise so that no two rows coincide. Maps are similar from run to run, and rows far apart in the
 * embeddings start far apart.
 */
export function pcaStart(embeddings: Embeddings, random: () => number): Float64Array {
  const { rows, cols } = embeddings;
  if (cols < 2 || rows < 3) return randomStart(rows, random);
  const step = Math.ceil(rows / SAMPLE);
  const sample = takeRows(
    embeddings,
    Int32Array.from({ length: Math.ceil(rows / step) }, (_, i) => i * step),
  );
  const start = projectPca(fitPca(sample, { components: 2, tolerance: 1e-4 }), embeddings).data;
  return spread(start, random);
}

/** Scales points to a largest coordinate of 10 and adds a little noise. */
export function spread(points: Float64Array, random: () => number): Float64Array {
  const most = points.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const scale = most > 0 ? REACH / most : 0;
  return points.map((value) => value * scale + 1e-3 * (random() - 0.5));
}
