import type { Positions } from "../../geometry/placement.js";

/** How many points lie in each cell of a grid of `side` × `side` over the unit square. */
export class CellCounts {
  readonly #counts: Uint32Array;
  /** Cells that are not empty. */
  #used: number[] = [];

  constructor(
    private readonly positions: Positions,
    readonly side: number,
  ) {
    this.#counts = new Uint32Array(side * side);
  }

  add(points: Int32Array): void {
    for (const i of points) {
      const cell = this.#cellOf(i);
      if (this.#counts[cell]++ === 0) this.#used.push(cell);
    }
  }

  clear(): void {
    for (const cell of this.#used) this.#counts[cell] = 0;
    this.#used = [];
  }

  /** The cells that are not empty, and those around them. */
  cells(): number[] {
    const found = new Set<number>();
    for (const cell of this.#used) this.#visitAround(cell, (other) => found.add(other));
    return [...found];
  }

  /** The number of points in a cell and the eight around it. */
  around(cell: number): number {
    let sum = 0;
    this.#visitAround(cell, (other) => {
      sum += this.#counts[other];
    });
    return sum;
  }

  /** A cell and the eight around it, in the unit square. */
  boxAround(cell: number): { x: readonly [number, number]; y: readonly [number, number] } {
    const { side } = this;
    const [row, column] = [Math.floor(cell / side), cell % side];
    return { x: [(column - 1) / side, (column + 2) / side], y: [(row - 1) / side, (row + 2) / side] };
  }

  /** Whether a point is in a cell or one of the eight around it. */
  isAround(point: number, cell: number): boolean {
    const own = this.#cellOf(point);
    const { side } = this;
    return (
      Math.abs((own % side) - (cell % side)) <= 1 &&
      Math.abs(Math.floor(own / side) - Math.floor(cell / side)) <= 1
    );
  }

  #visitAround(cell: number, visit: (cell: number) => void): void {
    const { side } = this;
    const [row, column] = [Math.floor(cell / side), cell % side];
    for (let v = Math.max(0, row - 1); v <= Math.min(side - 1, row + 1); v++)
      for (let u = Math.max(0, column - 1); u <= Math.min(side - 1, column + 1); u++) visit(v * side + u);
  }

  #cellOf(i: number): number {
    const { side, positions } = this;
    return clamp(positions.y[i], side) * side + clamp(positions.x[i], side);
  }
}

const clamp = (value: number, side: number) => Math.max(0, Math.min(side - 1, Math.floor(value * side)));
