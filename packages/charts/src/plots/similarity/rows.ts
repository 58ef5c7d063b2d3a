import { ClipscopeError } from "@clipscope/types";
import { type ChartRow, numberIn, optionalNumberIn, textIn } from "../rows.js";
import type { SimilarityData, SimilarityMatrix } from "./similarity-data.js";

export const SIMILARITY_COLUMNS = ["row", "column", "image", "text", "cosine", "rank", "match"] as const;

/** A row for each cell, image by image; its place by index, from 0. */
export function* similarityRows(matrix: SimilarityMatrix) {
  const { rows, cols, names, texts, matches } = matrix;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < cols; column++) {
      const cosine = matrix.at(row, column);
      const rank = Number.isNaN(cosine) ? undefined : matrix.rank(row, column);
      yield [row, column, names[row], texts[column], cosine, rank, matches[row] === column];
    }
  }
}

/** The data that `similarityRows` wrote, from the rows of the CSV. Throws `bad-argument` for a missing cell. */
export function similarityFromCsv(rows: readonly ChartRow[]): Required<SimilarityData> {
  const count = (column: string) => 1 + rows.reduce((most, row) => Math.max(most, numberIn(row, column)), -1);
  const [images, columns] = [count("row"), count("column")];
  if (rows.length !== images * columns || rows.length === 0) {
    throw new ClipscopeError(
      "bad-argument",
      `similarityFromRows: ${rows.length} rows are not a matrix of ${images} images and ${columns} texts: give each cell once.`,
    );
  }
  const names: string[] = new Array(images);
  const texts: string[] = new Array(columns);
  const matches = new Int32Array(images).fill(-1);
  const data = new Float64Array(images * columns);
  for (const cell of rows) {
    const [row, column] = [numberIn(cell, "row"), numberIn(cell, "column")];
    names[row] = textIn(cell, "image");
    texts[column] = textIn(cell, "text");
    if (textIn(cell, "match") === "true") matches[row] = column;
    data[row * columns + column] = optionalNumberIn(cell, "cosine") ?? Number.NaN;
  }
  return { cosines: { data, rows: images, cols: columns }, texts, names, matches };
}
