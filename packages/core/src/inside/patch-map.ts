/**
 * One number per patch, for drawing: the cell in row r and column c covers the preprocessed image (usually
 * its center square) from pixel (c · patchSize, r · patchSize).
 */
export interface PatchMap {
  /** Patches per row and per column. */
  grid: number;
  /** `[grid, grid]`, rows from the top. */
  data: Float32Array;
  min: number;
  max: number;
}

/** One number per token of a text. */
export interface TokenMap {
  /** Tokens as spelled in vocab.json, including start and end; `</w>` marks the end of a word. */
  pieces: string[];
  /**
   * `[pieces.length]`. The start and end tokens collect much weight unrelated to the words: leave them out
   * when comparing words.
   */
  data: Float32Array;
  /** Range of the values without start and end; 0 for an empty text. */
  min: number;
  max: number;
}

/** Builds a patch map from grid² values. */
export function patchMap(values: ArrayLike<number>): PatchMap {
  const data = Float32Array.from(values);
  return { grid: Math.sqrt(data.length), data, ...range(data) };
}

/** Builds a token map from one value per piece. */
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
