import { ClipscopeError, type Embeddings } from "@clipscope/types";

/** Class ensembles that grow text by text: of each class, the sum of the unit vectors of its texts so far. */
export class RunningEnsemble {
  readonly #sums: Float64Array;
  #steps = 0;

  /** `prompts` are the texts of each class, `vector` gives an embedding of `cols` numbers. */
  constructor(
    readonly prompts: readonly (readonly string[])[],
    readonly cols: number,
    readonly vector: (text: string) => ArrayLike<number>,
  ) {
    this.#sums = new Float64Array(prompts.length * cols);
  }

  /** Number of texts of each class that are in the ensemble, or all of a class that has fewer. */
  get steps(): number {
    return this.#steps;
  }

  /** Adds the texts of every class up to `steps`. Throws `bad-argument` for an embedding that is zero or not finite. */
  growTo(steps: number): void {
    const { prompts, cols } = this;
    for (const [row, texts] of prompts.entries()) {
      for (const text of texts.slice(this.#steps, steps)) {
        const embedding = this.vector(text);
        const scale = 1 / norm(embedding, text);
        for (let i = 0; i < cols; i++) this.#sums[row * cols + i] += embedding[i] * scale;
      }
    }
    this.#steps = Math.max(this.#steps, steps);
  }

  /** The classifier so far: `[classes, cols]`, rows of norm 1. */
  classifier(): Embeddings {
    const { prompts, cols } = this;
    const data = new Float32Array(prompts.length * cols);
    for (const [row, texts] of prompts.entries()) {
      const sum = this.#sums.subarray(row * cols, (row + 1) * cols);
      const scale = 1 / norm(sum, texts[0]);
      for (let i = 0; i < cols; i++) data[row * cols + i] = sum[i] * scale;
    }
    return { data, rows: prompts.length, cols };
  }
}

/** The length of a vector. Throws `bad-argument`, with the text that it is of, if that is zero or not finite. */
export function norm(vector: ArrayLike<number>, text: string): number {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += vector[i] * vector[i];
  if (!(squares > 0 && Number.isFinite(squares))) {
    throw new ClipscopeError("bad-argument", `The embedding of "${text}" is zero or not finite.`);
  }
  return Math.sqrt(squares);
}
