import type { FoundVectors } from "./vector-store.js";

/** A matrix `[rows, cols]` that is filled in any order of rows, without copies of them. */
export class PartialMatrix {
  readonly #has: Uint8Array;
  #data: Float32Array;
  #cols: number;
  #count: number;

  /** `rows`: number of rows; those in `known` are filled, and its matrix is used without a copy. */
  constructor(
    readonly rows: number,
    known?: FoundVectors,
  ) {
    this.#has = known?.found ?? new Uint8Array(rows);
    this.#data = known?.data ?? new Float32Array();
    this.#cols = known?.cols ?? 0;
    this.#count = this.#has.reduce((sum, has) => sum + has, 0);
  }

  /** Number of filled rows. */
  get count(): number {
    return this.#count;
  }

  /** The rows that are not filled, ascending. */
  missing(): Int32Array {
    const rows = new Int32Array(this.rows - this.#count);
    let at = 0;
    for (let row = 0; row < this.rows; row++) if (this.#has[row] === 0) rows[at++] = row;
    return rows;
  }

  /** Fills rows: row i of `data`, `[rows.length, cols]`, goes to `rows[i]`. */
  set(rows: readonly number[], { data, cols }: { data: Float32Array; cols: number }): void {
    if (rows.length === 0) return;
    if (this.#cols === 0) {
      this.#cols = cols;
      this.#data = new Float32Array(this.rows * cols);
    }
    for (const [i, row] of rows.entries()) {
      this.#data.set(data.subarray(i * cols, (i + 1) * cols), row * cols);
      this.#count += 1 - this.#has[row];
      this.#has[row] = 1;
    }
  }

  /**
   * The filled rows, ascending, as one matrix `[present.length, cols]`; `cols` is 1 if there are none. Rows
   * move within the matrix, so nothing may be set afterwards.
   */
  compact(): { present: Int32Array; data: Float32Array; cols: number } {
    const cols = this.#cols || 1;
    const present = new Int32Array(this.#count);
    let at = 0;
    for (let row = 0; row < this.rows; row++) {
      if (this.#has[row] === 0) continue;
      if (row !== at) this.#data.copyWithin(at * cols, row * cols, (row + 1) * cols);
      present[at++] = row;
    }
    const data = at === this.rows ? this.#data : this.#data.slice(0, at * cols);
    return { present, data, cols };
  }
}
