import { ClipscopeError, checkOptions } from "@clipscope/types";
import type { Positions } from "./umap-layout.js";

export interface AlignedMap extends Positions {
  /** Factor by which the map was enlarged. */
  scale: number;
  /** Whether the map was mirrored. */
  mirrored: boolean;
  /**
   * Root mean square distance between paired points after alignment, relative to the spread of `onto`: 0 for maps of one
   * shape, 1 for unrelated ones.
   */
  residual: number;
}

/** Pairs of points, by their indices in the two maps: `[pairs]` each. */
export interface PointPairs {
  from: ArrayLike<number>;
  to: ArrayLike<number>;
}

/**
 * Moves, turns, mirrors and scales a map so that its points lie as close as possible to those of `onto` (least squares:
 * ordinary Procrustes analysis). Two layouts of the same rows can then be compared, since the orientation and the unit
 * of a map mean nothing. By default points with the same index are pairs. Throws `wrong-shape` for maps of different
 * sizes without `pairs`, and `bad-argument` for fewer than two pairs, or an index out of range.
 */
export function alignMap(map: Positions, onto: Positions, options: { pairs?: PointPairs } = {}): AlignedMap {
  checkOptions(options, ["pairs"], "alignMap");
  const { from, to } = options.pairs ?? samePairs(map, onto);
  checkPairs(from, to, map, onto);
  const n = from.length;
  const [ax, ay, bx, by] = [mean(map.x, from), mean(map.y, from), mean(onto.x, to), mean(onto.y, to)];
  // Sums of products of the centered coordinates.
  let [xx, xy, yx, yy, own, other] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [px, py] = [map.x[from[i]] - ax, map.y[from[i]] - ay];
    const [qx, qy] = [onto.x[to[i]] - bx, onto.y[to[i]] - by];
    xx += px * qx;
    xy += px * qy;
    yx += py * qx;
    yy += py * qy;
    own += px * px + py * py;
    other += qx * qx + qy * qy;
  }
  // In the plane the best turn has a closed form, once for the map and once for its mirror image (y → -y).
  const plain = Math.hypot(xx + yy, xy - yx);
  const flipped = Math.hypot(xx - yy, xy + yx);
  const mirrored = flipped > plain;
  const flip = mirrored ? -1 : 1;
  const angle = mirrored ? Math.atan2(xy + yx, xx - yy) : Math.atan2(xy - yx, xx + yy);
  const gain = Math.max(plain, flipped);
  const scale = own > 0 ? gain / own : 1;
  const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const x = new Float32Array(map.x.length);
  const y = new Float32Array(map.x.length);
  for (let i = 0; i < x.length; i++) {
    const [px, py] = [map.x[i] - ax, flip * (map.y[i] - ay)];
    x[i] = cos * px - sin * py + bx;
    y[i] = sin * px + cos * py + by;
  }
  const left = own > 0 ? other - (gain * gain) / own : other;
  return { x, y, scale, mirrored, residual: other > 0 ? Math.sqrt(Math.max(0, left) / other) : 0 };
}

function samePairs(map: Positions, onto: Positions): PointPairs {
  if (map.x.length !== onto.x.length) {
    throw new ClipscopeError(
      "wrong-shape",
      `The maps have ${map.x.length} and ${onto.x.length} points: give the pairs of points that belong together.`,
    );
  }
  const all = Int32Array.from({ length: map.x.length }, (_, i) => i);
  return { from: all, to: all };
}

function checkPairs(from: ArrayLike<number>, to: ArrayLike<number>, map: Positions, onto: Positions): void {
  if (from.length !== to.length || from.length < 2) {
    throw new ClipscopeError(
      "bad-argument",
      `There are ${from.length} and ${to.length} indices for pairs of points: give at least two pairs.`,
    );
  }
  for (const [indices, { x }] of [
    [from, map],
    [to, onto],
  ] as const) {
    for (let i = 0; i < indices.length; i++) {
      if (indices[i] in x) continue;
      throw new ClipscopeError(
        "bad-argument",
        `Pair ${i} names point ${indices[i]}, but its map has ${x.length} points.`,
      );
    }
  }
}

function mean(values: ArrayLike<number>, indices: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < indices.length; i++) sum += values[indices[i]];
  return sum / indices.length;
}
