import { insidePolygon, type Point } from "./polygon.js";

const OUTSIDE = 0;
const INSIDE = 1;
const CROSSED = 2;
/** Cells in each direction. */
const SIDE = 512;

/**
 * A closed outline, prepared for testing many places: grid cells that lie wholly inside or outside are marked, and the
 * outline's edges are tested only in the cells that it crosses.
 */
export class OutlineMask {
  readonly #outline: readonly Point[];
  readonly #left: number;
  readonly #top: number;
  /** Number of cells per unit of length. */
  readonly #perX: number;
  readonly #perY: number;
  readonly #cells = new Uint8Array(SIDE * SIDE);
  /** For each row of cells, the ends of the edges that reach into it: `[x, y, x, y]` of each. */
  readonly #edges: number[][] = Array.from({ length: SIDE }, () => []);

  constructor(outline: readonly Point[]) {
    const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)];
    this.#outline = outline;
    this.#left = Math.min(...xs);
    this.#top = Math.min(...ys);
    this.#perX = SIDE / (Math.max(...xs) - this.#left || 1);
    this.#perY = SIDE / (Math.max(...ys) - this.#top || 1);
    for (let i = 0; i < outline.length; i++) this.#cross(outline[i], outline[(i + 1) % outline.length]);
    this.#fill();
  }

  contains(x: number, y: number): boolean {
    const column = (x - this.#left) * this.#perX;
    const row = (y - this.#top) * this.#perY;
    if (!(column >= 0 && row >= 0 && column <= SIDE && row <= SIDE)) return false;
    const line = row < SIDE ? row | 0 : SIDE - 1;
    const cell = this.#cells[line * SIDE + (column < SIDE ? column | 0 : SIDE - 1)];
    return cell === CROSSED ? isInside(x, y, this.#edges[line]) : cell === INSIDE;
  }

  /** Marks the cells that an edge touches, row by row, and those beside it, to allow for rounding. */
  #cross([ax, ay]: Point, [bx, by]: Point): void {
    const [x0, x1] = [(ax - this.#left) * this.#perX, (bx - this.#left) * this.#perX];
    const [y0, y1] = [(ay - this.#top) * this.#perY, (by - this.#top) * this.#perY];
    const [low, high] = [Math.min(y0, y1), Math.max(y0, y1)];
    const at = (y: number) => (y1 === y0 ? x0 : x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
    for (let row = clampCell(low - 0.01); row <= clampCell(high + 0.01); row++) {
      this.#edges[row].push(ax, ay, bx, by);
      const [one, other] = y1 === y0 ? [x0, x1] : [at(Math.max(low, row)), at(Math.min(high, row + 1))];
      const last = clampCell(Math.max(one, other) + 0.01);
      for (let column = clampCell(Math.min(one, other) - 0.01); column <= last; column++)
        this.#cells[row * SIDE + column] = CROSSED;
    }
  }

  /** Cells in a row between two crossed ones are all inside or all outside. */
  #fill(): void {
    for (let row = 0; row < SIDE; row++) {
      let state: number | undefined = OUTSIDE;
      for (let column = 0; column < SIDE; column++) {
        const place = row * SIDE + column;
        if (this.#cells[place] === CROSSED) state = undefined;
        else {
          state ??= this.#centerOf(column, row) ? INSIDE : OUTSIDE;
          this.#cells[place] = state;
        }
      }
    }
  }

  #centerOf(column: number, row: number): boolean {
    const x = this.#left + (column + 0.5) / this.#perX;
    const y = this.#top + (row + 0.5) / this.#perY;
    return insidePolygon(x, y, this.#outline);
  }
}

/** The even-odd rule of `insidePolygon`, for the edges that a ray to the right can cross. */
function isInside(x: number, y: number, edges: readonly number[]): boolean {
  let inside = false;
  for (let i = 0; i < edges.length; i += 4) {
    // The end of the edge comes first in the rule.
    const xj = edges[i];
    const yj = edges[i + 1];
    const xi = edges[i + 2];
    const yi = edges[i + 3];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

const clampCell = (value: number) => Math.min(SIDE - 1, Math.max(0, Math.floor(value)));
