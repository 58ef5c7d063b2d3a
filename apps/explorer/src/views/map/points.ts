import type { Positions, Rows, Tiles } from "@clipscope/charts";
import { gridPositions } from "@clipscope/charts";
import type { MapPositions, OpenedDataset } from "@clipscope/study";

/** The points of a map: rows of the dataset, in the map's own order. */
export class Points {
  /** Created on first use, since the positions of a running layout change many times per second. */
  #place: Map<number, number> | undefined;

  private constructor(
    /** The dataset's row of each point. */
    readonly rows: Int32Array,
    readonly positions: Positions,
    /** Whether distances are meaningful: not in the grid shown before the first layout. */
    readonly meaningful: boolean,
  ) {}

  static of({ rows, x, y }: MapPositions): Points {
    return new Points(rows, { x: Float32Array.from(x), y: Float32Array.from(y) }, true);
  }

  /** Rows at given positions. */
  static at(rows: Int32Array, positions: Positions): Points {
    return new Points(rows, positions, true);
  }

  /** The study's rows on a grid, before they are laid out. */
  static grid({ rows: n, sampled }: OpenedDataset): Points {
    const rows = sampled ?? Int32Array.from({ length: n }, (_, row) => row);
    return new Points(rows, gridPositions(rows.length), false);
  }

  /** The point of a row; undefined if it has none. */
  pointOf = (row: number | undefined): number | undefined => {
    if (row === undefined) return undefined;
    this.#place ??= new Map(Array.from(this.rows, (each, point) => [each, point]));
    return this.#place.get(row);
  };

  rowOf = (point: number | undefined): number | undefined =>
    point === undefined ? undefined : this.rows[point];

  /** Converts a set of rows to a set of points. */
  among(rows: Rows): Rows {
    return { has: (point) => rows.has(this.rows[point]) };
  }

  /** Converts values by row to values by point. */
  take<A extends Int32Array | Float32Array>(values: A): A {
    const Type = values.constructor as new (length: number) => A;
    const taken = new Type(this.rows.length);
    for (const [point, row] of this.rows.entries()) taken[point] = values[row];
    return taken;
  }

  /** Converts thumbnails by row to thumbnails by point. */
  tiles(tiles: Tiles): Tiles {
    return {
      size: tiles.size,
      get generation() {
        return tiles.generation;
      },
      get: (point) => tiles.get(this.rows[point]),
      request: (points, owner) =>
        tiles.request(
          Array.from(points, (point) => this.rows[point]),
          owner,
        ),
      addEventListener: (type, listener) => tiles.addEventListener(type, listener),
      removeEventListener: (type, listener) => tiles.removeEventListener(type, listener),
    };
  }
}
