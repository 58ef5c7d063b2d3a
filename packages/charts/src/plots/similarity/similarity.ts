import { ClipscopeError, checkOptions } from "@clipscope/types";
import { type Chart, type ChartOptions, chartOf } from "../chart.js";
import { type ChartRow, codeOf, csvOf } from "../rows.js";
import { drawSimilarity } from "./draw-similarity.js";
import { SIMILARITY_COLUMNS, similarityFromCsv, similarityRows } from "./rows.js";
import { type SimilarityData, sayMatrix, similarityMatrix } from "./similarity-data.js";

export interface SimilarityOptions extends Omit<ChartOptions, "width"> {
  /** Ends of the color scale. Default: round numbers around the cosines. */
  domain?: readonly [low: number, high: number];
  /** Side of a cell in pixels, 1 to 200. Default: from 14, where every text has room, to 44. */
  cell?: number;
}

/** Datum of a cell. */
export interface SimilarityMark {
  /** Index of the image. */
  row: number;
  /** Index of the text. */
  column: number;
  /** NaN if not computed. */
  cosine: number;
  /** 1 for the image's highest cosine. */
  rank: number;
  /** Whether the text is the one that belongs to the image. */
  match: boolean;
}

/**
 * Image–text similarity matrix: images in rows, texts in columns, cosines as shades and, where there is room, as
 * numbers; given pairs are framed, and each image's best text is marked. It grows with the number of images and
 * texts. Throws `wrong-shape` and `bad-argument` for data that do not fit together.
 */
export function similarity(data: SimilarityData, options: SimilarityOptions = {}): Chart<SimilarityMark> {
  checkOptions(options, ["domain", "cell", "theme", "title", "note", "source"], "similarity");
  const matrix = similarityMatrix(data, options.domain);
  const { cell = Math.max(14, Math.min(44, 620 / Math.max(matrix.rows, matrix.cols))) } = options;
  if (!(cell >= 1 && cell <= 200)) {
    throw new ClipscopeError("bad-argument", `cell is ${cell}: it must be a number of pixels from 1 to 200.`);
  }
  return chartOf(
    {
      drawing: drawSimilarity(matrix, cell),
      label: `Cosine similarity of ${sayMatrix(matrix)}`,
      csv: () => csvOf(SIMILARITY_COLUMNS, similarityRows(matrix)),
      code: () => codeOf("similarityFromRows", options),
    },
    options,
  );
}

/** `similarity` from the rows of its CSV. Throws `bad-argument` for other rows. */
export function similarityFromRows(
  rows: readonly ChartRow[],
  options: SimilarityOptions = {},
): Chart<SimilarityMark> {
  return similarity(similarityFromCsv(rows), options);
}
