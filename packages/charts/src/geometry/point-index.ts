import type { Positions } from "./placement.js";

/** Mean number of points per cell of the grid. */
const perCell = 3;
/** Points handled between two pauses of a build in parts. */
const PART = 65_536;

interface Grid {
  side: number;
  /** Points of cell c: `points[starts[c]…starts[c + 1]]`. */
  starts: Int32Array;
  points: Int32Array;
}

/** A grid over points in the unit square, for finding points near a position. Built in linear time. */
export class PointIndex {
  readonly #positions: Positions;
  readonly #side: number;
  readonly #starts: Int32Array;
  readonly #points: Int32Array;

  constructor(positions: Positions, grid: Grid = ended(gridOf(positions))) {
    this.#positions = positions;
    this.#side = grid.side;
    this.#starts = grid.starts;
    this.#points = grid.points;
  }

  /** Builds the index of many points as a generator that pauses, so that other work can run in between. */
  static *inParts(positions: Positions): Generator<void, PointIndex> {
    return new PointIndex(positions, yield* gridOf(positions));
  }

  /** The points in the cells that touch a box, in no order: some may lie slightly outside it. */
  *near([x0, x1]: readonly [number, number], [y0, y1]: readonly [number, number]): Iterable<number> {
    const side = this.#side;
    const [first, last] = [clampCell(x0, side), clampCell(x1, side)];
    for (let row = clampCell(y0, side); row <= clampCell(y1, side); row++) {
      const end = this.#starts[row * side + last + 1];
      for (let at = this.#starts[row * side + first]; at < end; at++) yield this.#points[at];
    }
  }

  /** The nearest point within a radius for which `accepts` is true. */
  nearest(x: number, y: number, radius: number, accepts: (point: number) => boolean): number | undefined {
    return this.nearestOf(x, y, 1, radius, accepts)[0];
  }

  /** Up to k points within a radius, nearest first. */
  nearestOf(
    x: number,
    y: number,
    k: number,
    radius = 2,
    accepts: (point: number) => boolean = () => true,
  ): number[] {
    const { x: xs, y: ys } = this.#positions;
    const side = this.#side;
    const column = clampCell(x, side);
    const row = clampCell(y, side);
    const best: number[] = [];
    const distances: number[] = [];
    let limit = radius;
    const visit = (cx: number, cy: number) => {
      if (cx < 0 || cy < 0 || cx >= side || cy >= side) return;
      const cell = cy * side + cx;
      for (let at = this.#starts[cell]; at < this.#starts[cell + 1]; at++) {
        const point = this.#points[at];
        const distance = Math.hypot(xs[point] - x, ys[point] - y);
        if (distance > limit || !accepts(point)) continue;
        let place = best.length;
        while (place > 0 && distances[place - 1] > distance) place--;
        best.splice(place, 0, point);
        distances.splice(place, 0, distance);
        if (best.length > k) {
          best.pop();
          distances.pop();
        }
        if (best.length === k) limit = Math.min(limit, distances[k - 1]);
      }
    };
    for (let ring = 0; ring < side; ring++) {
      // All points outside the rings so far are at least (ring - 1) whole cells away, plus the rest of this one.
      const reach = (ring - 1) / side + Math.min(inCell(x, side), inCell(y, side)) / side;
      if (ring > 0 && reach > limit) break;
      if (ring === 0) visit(column, row);
      for (let d = -ring; d < ring; d++) {
        visit(column + d, row - ring);
        visit(column + ring, row + d);
        visit(column - d, row + ring);
        visit(column - ring, row - d);
      }
    }
    return best;
  }
}

function* gridOf({ x, y }: Positions): Generator<void, Grid> {
  const n = x.length;
  const side = Math.max(1, Math.ceil(Math.sqrt(n / perCell)));
  const starts = new Int32Array(side * side + 1);
  const cellOf = (i: number) => clampCell(y[i], side) * side + clampCell(x[i], side);
  for (let from = 0; from < n; from += PART) {
    const to = Math.min(n, from + PART);
    for (let i = from; i < to; i++) starts[cellOf(i) + 1]++;
    yield;
  }
  for (let c = 1; c < starts.length; c++) starts[c] += starts[c - 1];
  const next = starts.slice();
  const points = new Int32Array(n);
  for (let from = 0; from < n; from += PART) {
    const to = Math.min(n, from + PART);
    for (let i = from; i < to; i++) points[next[cellOf(i)]++] = i;
    yield;
  }
  return { side, starts, points };
}

/** Runs a generator without pauses, and returns what it returns. */
function ended<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

const clampCell = (value: number, side: number) => Math.min(side - 1, Math.max(0, Math.floor(value * side)));

/** Distance of a coordinate to the nearer border of its cell, in cells; 0 outside the square. */
function inCell(value: number, side: number): number {
  const at = value * side - Math.floor(value * side);
  return value < 0 || value >= 1 ? 0 : Math.min(at, 1 - at);
}
