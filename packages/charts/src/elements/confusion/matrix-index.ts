import type { Cell, MatrixData } from "./matrix-data.js";

/** Finds cells by place. Rows are ranges of `cells`, which are sorted. */
export class MatrixIndex {
  readonly #cells: readonly Cell[];
  /** First cell of each row, and the number of cells: `[categories + 1]`. */
  readonly #starts: Int32Array;

  constructor({ categories, cells }: Pick<MatrixData, "categories" | "cells">) {
    this.#cells = cells;
    this.#starts = new Int32Array(categories.length + 1);
    for (const { row } of cells) this.#starts[row + 1]++;
    for (let row = 0; row < categories.length; row++) this.#starts[row + 1] += this.#starts[row];
  }

  /** Index of a cell; -1 if it is empty. */
  at(row: number, column: number): number {
    const at = this.#from(row, column);
    return at < this.#starts[row + 1] && this.#cells[at].column === column ? at : -1;
  }

  /** Calls `use` with the index of each cell within these rows and columns; the ends are exclusive. */
  within(
    [top, bottom]: readonly [number, number],
    [left, right]: readonly [number, number],
    use: (at: number) => void,
  ): void {
    for (let row = top; row < bottom; row++) {
      const end = this.#starts[row + 1];
      for (let at = this.#from(row, left); at < end && this.#cells[at].column < right; at++) use(at);
    }
  }

  /** The first cell of a row that is not left of a column. */
  #from(row: number, column: number): number {
    let [low, high] = [this.#starts[row], this.#starts[row + 1]];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#cells[middle].column < column) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
