import { ClipscopeError, checkEmbeddings, type Matrix } from "@clipscope/types";
import { extent, nice } from "d3";
import { decimal } from "../../format.js";

/** Images, texts and their cosines. */
export interface SimilarityData {
  /** Cosines, `[images, texts]`; NaN where not computed yet. */
  cosines: Matrix<Float32Array | Float64Array>;
  /** `[texts]`. */
  texts: readonly string[];
  /** Names of the images, `[images]`. Default "image 1" and so on. */
  names?: readonly string[];
  /**
   * Index of the text that belongs to each image, -1 for none: `[images]`. Default: the text with the image's index
   * if there are as many texts as images, else none.
   */
  matches?: ArrayLike<number>;
}

/** A checked matrix, with what is read off it. */
export interface SimilarityMatrix {
  rows: number;
  cols: number;
  texts: readonly string[];
  names: readonly string[];
  /** `[rows]`, -1 for none. */
  matches: Int32Array;
  /** Text with the highest cosine of each image, -1 if none is computed: `[rows]`. */
  best: Int32Array;
  /** Ends of the color scale. */
  domain: readonly [low: number, high: number];
  at(row: number, column: number): number;
  /** 1 for the image's highest cosine; equal ones share a rank. */
  rank(row: number, column: number): number;
}

/**
 * Checks the data of a similarity matrix and finds each image's best text. `domain` fixes the ends of the color
 * scale; by default they are round numbers around the cosines. Throws `wrong-shape` if names, texts and matches do
 * not fit the cosines, and `bad-argument` for a value that is no cosine, a match that is no text or an empty domain.
 */
export function similarityMatrix(
  { cosines, texts, names, matches }: SimilarityData,
  domain?: readonly [low: number, high: number],
): SimilarityMatrix {
  checkEmbeddings(cosines, "similarity: cosines");
  const { data, rows, cols } = cosines;
  checkLength("texts", texts, cols);
  if (names) checkLength("names", names, rows);
  if (matches) checkLength("matches", matches, rows);
  if (rows === 0) throw new ClipscopeError("bad-argument", "similarity needs at least one image.");
  const outside = data.findIndex((value) => Math.abs(value) > 1.001);
  if (outside >= 0) {
    throw new ClipscopeError(
      "bad-argument",
      `similarity: the value in row ${Math.floor(outside / cols)}, column ${outside % cols} is ${data[outside]}: cosines go from -1 to 1. Divide logits by the logit scale.`,
    );
  }
  const at = (row: number, column: number) => data[row * cols + column];
  const best = Int32Array.from({ length: rows }, (_, row) =>
    highest(data.subarray(row * cols, (row + 1) * cols)),
  );
  return {
    rows,
    cols,
    texts,
    names: names ?? Array.from({ length: rows }, (_, row) => `image ${row + 1}`),
    matches: checkedMatches(matches, rows, cols),
    best,
    domain: checkedDomain(domain ?? domainOf(data)),
    at,
    rank: (row, column) => {
      const own = at(row, column);
      let above = 0;
      for (let c = 0; c < cols; c++) above += Number(at(row, c) > own);
      return above + 1;
    },
  };
}

/** Where a cosine lies on the color scale, 0 to 1; NaN where it is not computed. */
export function shareOf({ domain: [low, high] }: SimilarityMatrix, cosine: number): number {
  return Math.min(1, Math.max(0, (cosine - low) / (high - low)));
}

/** Whether an image's best text is its own; undefined for an image without one, or not computed. */
export function isRight({ best, matches }: SimilarityMatrix, row: number): boolean | undefined {
  return best[row] < 0 || matches[row] < 0 ? undefined : best[row] === matches[row];
}

/** A cell in words. */
export function sayCell(matrix: SimilarityMatrix, row: number, column: number): string {
  const { names, texts, matches, cols } = matrix;
  const cosine = matrix.at(row, column);
  const value = Number.isNaN(cosine)
    ? "not computed"
    : `cosine ${decimal(cosine, 3)}, rank ${matrix.rank(row, column)} of ${cols}`;
  const own = matches[row] === column ? ", its own text" : "";
  return `${names[row]}, “${texts[column]}”: ${value}${own}`;
}

/** The main result in a sentence. */
export function sayMatrix(matrix: SimilarityMatrix): string {
  const { rows, cols } = matrix;
  const verdicts = Array.from({ length: rows }, (_, row) => isRight(matrix, row));
  const judged = verdicts.filter((verdict) => verdict !== undefined).length;
  const right = verdicts.filter(Boolean).length;
  const size = `${rows} ${rows === 1 ? "image" : "images"} × ${cols} ${cols === 1 ? "text" : "texts"}`;
  return judged === 0
    ? size
    : `${size}: ${right} of ${judged} ${judged === 1 ? "image is" : "images are"} closest to their own text`;
}

function highest(values: Float32Array | Float64Array): number {
  let best = -1;
  for (const [column, value] of values.entries()) {
    if (!Number.isNaN(value) && (best < 0 || value > values[best])) best = column;
  }
  return best;
}

function domainOf(data: Float32Array | Float64Array): readonly [number, number] {
  const [low, high] = extent(data);
  if (low === undefined || high === undefined) return [0, 1];
  return low === high ? [low - 0.05, high + 0.05] : (nice(low, high, 5) as [number, number]);
}

function checkedDomain([low, high]: readonly [number, number]): readonly [number, number] {
  if (low < high) return [low, high];
  throw new ClipscopeError(
    "bad-argument",
    `similarity: domain is ${low} to ${high}: give the lowest and the highest cosine of the color scale.`,
  );
}

function checkedMatches(matches: ArrayLike<number> | undefined, rows: number, cols: number): Int32Array {
  const own = rows === cols ? (row: number) => row : () => -1;
  const checked = Int32Array.from({ length: rows }, (_, row) => matches?.[row] ?? own(row));
  const wrong = checked.findIndex((match) => match < -1 || match >= cols);
  if (wrong < 0) return checked;
  throw new ClipscopeError(
    "bad-argument",
    `similarity: the match of image ${wrong} is text ${checked[wrong]}: texts go from 0 to ${cols - 1}, and -1 is none.`,
  );
}

function checkLength(name: string, list: ArrayLike<unknown>, length: number): void {
  if (list.length === length) return;
  throw new ClipscopeError(
    "wrong-shape",
    `similarity: there are ${list.length} ${name}, but the cosines need ${length}.`,
  );
}
