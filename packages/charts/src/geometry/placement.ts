import { ClipscopeError } from "@clipscope/types";

/** Positions of points, `[n]` each, with y pointing down; in the map's unit square, 0 to 1. */
export interface Positions {
  x: Float32Array;
  y: Float32Array;
}

/** Moves and scales positions: `x · scale + left`, `y · scale + top`. */
export interface Fit {
  scale: number;
  left: number;
  top: number;
  /** Width and height of what was fitted, 0 to 1. */
  extent: readonly [number, number];
}

/**
 * The fit that moves positions, and any further places, into the unit square, keeping their aspect ratio. If all are
 * equal, they go to the center. Throws `bad-argument` if there are not as many x as y.
 */
export function fitOf({ x, y }: Positions, others: readonly { x: number; y: number }[] = []): Fit {
  if (x.length !== y.length) {
    throw new ClipscopeError(
      "bad-argument",
      `positions has ${x.length} x and ${y.length} y: give each point one of each.`,
    );
  }
  const [x0, x1] = bounds(
    x,
    others.map((place) => place.x),
  );
  const [y0, y1] = bounds(
    y,
    others.map((place) => place.y),
  );
  const scale = 1 / (Math.max(x1 - x0, y1 - y0) || 1);
  return {
    scale,
    left: 0.5 - ((x0 + x1) / 2) * scale,
    top: 0.5 - ((y0 + y1) / 2) * scale,
    extent: [(x1 - x0) * scale, (y1 - y0) * scale],
  };
}

/** Moves and scales positions into the unit square, by default as `fitOf` says. */
export function fitToSquare(
  positions: Positions,
  { scale, left, top }: Omit<Fit, "extent"> = fitOf(positions),
): Positions {
  const { length } = positions.x;
  const [x, y] = [new Float32Array(length), new Float32Array(length)];
  for (let i = 0; i < length; i++) {
    x[i] = positions.x[i] * scale + left;
    y[i] = positions.y[i] * scale + top;
  }
  return { x, y };
}

/** Positions of `n` images before the layout is computed: rows of a square grid, in order. */
export function gridPositions(n: number): Positions {
  const columns = Math.max(1, Math.ceil(Math.sqrt(n)));
  const rows = Math.max(1, Math.ceil(n / columns));
  const x = Float32Array.from({ length: n }, (_, i) => ((i % columns) + 0.5) / columns);
  const y = Float32Array.from(
    { length: n },
    (_, i) => (Math.floor(i / columns) + 0.5 + (columns - rows) / 2) / columns,
  );
  return { x, y };
}

function bounds(...lists: readonly ArrayLike<number>[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const values of lists) {
    for (let i = 0; i < values.length; i++) {
      if (values[i] < low) low = values[i];
      if (values[i] > high) high = values[i];
    }
  }
  return low <= high ? [low, high] : [0, 0];
}
