import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkOptions, normalizeRows } from "@clipscope/types";
import { dotTile, TILE } from "../dot.js";
import { checkFinite, checkSameWidth } from "../embeddings.js";
import { squaredNorms } from "../neighbors/distance.js";

/**
 * Alignment (Wang & Isola 2020): the mean of ‖a - b‖^alpha (default 2) over the pairs, row i of `a` with row
 * i of `b`, after normalization. 0 when the rows of every pair coincide; lower is better. Throws
 * `wrong-shape`, and `bad-argument` for NaN.
 *
 * @example
 * const images = { data: Float32Array.of(1, 0, 0, 1), rows: 2, cols: 2 };
 * const captions = { data: Float32Array.of(0.8, 0.6, 0, 1), rows: 2, cols: 2 };
 * alignment(images, captions); // 0.2: the squared distances are 0.4 and 0
 */
export function alignment(a: Embeddings, b: Embeddings, options: { alpha?: number } = {}): number {
  checkOptions(options, ["alpha"], "alignment");
  const { alpha = 2 } = options;
  checkSameWidth(a, "the first", b, "the second");
  if (a.rows !== b.rows || a.rows === 0) {
    throw new ClipscopeError(
      "wrong-shape",
      `Alignment compares rows pairwise, but the matrices have ${a.rows} and ${b.rows} rows.`,
    );
  }
  checkPower("alpha", alpha);
  const [x, y] = [unit(a, "the first"), unit(b, "the second")];
  const { rows, cols } = x;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let i = row * cols; i < (row + 1) * cols; i++) squares += (x.data[i] - y.data[i]) ** 2;
    total += alpha === 2 ? squares : squares ** (alpha / 2);
  }
  return total / rows;
}

/**
 * Uniformity (Wang & Isola 2020): the logarithm of the mean of e^(-t ‖x - y‖²), t 2 by default, over all
 * pairs of different rows, after normalization. 0 when all rows coincide, about -2 t for an even spread in
 * many dimensions; lower is better. Throws `wrong-shape`, and `bad-argument` for NaN or fewer than two rows.
 *
 * @example
 * const opposite = { data: Float32Array.of(1, 0, -1, 0), rows: 2, cols: 2 };
 * uniformity(opposite); // -8: one pair, at a squared distance of 4
 */
export function uniformity(embeddings: Embeddings, options: { t?: number } = {}): number {
  checkOptions(options, ["t"], "uniformity");
  const { t = 2 } = options;
  const x = unit(embeddings, "embeddings");
  if (x.rows < 2)
    throw new ClipscopeError("bad-argument", `Uniformity needs two rows, but there are ${x.rows}.`);
  checkPower("t", t);
  const squares = squaredNorms(x); // 1 to a few digits, or 0
  let sum = 0;
  const block = new Float64Array(TILE * x.rows);
  for (let start = 0; start < x.rows; start += TILE) {
    const end = Math.min(x.rows, start + TILE);
    dotTile(x, start, end, x, start, x.rows, block);
    for (let a = start; a < end; a++) {
      for (let b = a + 1; b < x.rows; b++) {
        const apart = squares[a] + squares[b] - 2 * block[(a - start) * (x.rows - start) + b - start];
        sum += Math.exp(-t * Math.max(0, apart));
      }
    }
  }
  return Math.log(sum / ((x.rows * (x.rows - 1)) / 2));
}

function checkPower(name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new ClipscopeError("bad-argument", `${name} is ${value}: it must be a number above 0.`);
}

function unit(embeddings: Embeddings, name: string): Embeddings {
  checkFinite(embeddings, name);
  return normalizeRows(embeddings);
}

/** `alignment` as an experiment for `record`. */
export const alignmentExperiment = {
  id: "alignment",
  run: (i: { first: Embeddings; second: Embeddings }, o: { alpha?: number }) =>
    alignment(i.first, i.second, o),
};

/** `uniformity` as an experiment for `record`. */
export const uniformityExperiment = {
  id: "uniformity",
  run: (i: { embeddings: Embeddings }, o: { t?: number }) => uniformity(i.embeddings, o),
};
