/**
 * A number for each patch, for drawing: the cell in row r and column c stands for the model's input pixels
 * from (c · patchSize, r · patchSize) on, of the image as it was preprocessed (mostly its square middle).
 */
export interface PatchMap {
  /** Patches in a row and in a column. */
  grid: number;
  /** [grid, grid], rows from the top. */
  data: Float32Array;
  min: number;
  max: number;
}

/** A number for each token of a text. */
export interface TokenMap {
  /** Tokens as they stand in vocab.json, start and end included; `</w>` marks the end of a word. */
  pieces: string[];
  /** [pieces.length]. Start and end collect much that says nothing of the words: leave them out to compare words. */
  data: Float32Array;
  /** The smallest and largest without start and end; 0 in an empty text. */
  min: number;
  max: number;
}

/** The map of grid² numbers. */
export function patchMap(values: ArrayLike<number>): PatchMap {
  const data = Float32Array.from(values);
  return { grid: Math.sqrt(data.length), data, ...range(data) };
}

/** The map of a number for each piece. */
export function tokenMap(pieces: string[], values: ArrayLike<number>): TokenMap {
  const data = Float32Array.from(values);
  return { pieces, data, ...range(data.subarray(1, -1)) };
}

function range(values: Float32Array): { min: number; max: number } {
  if (values.length === 0) return { min: 0, max: 0 };
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { min, max };
}
