import type { Positions } from "@clipscope/toolkit/projection";

/** A map turned, mirrored, moved and scaled to lie on another as well as it can. */
export interface Aligned extends Positions {
  /** Scale that the map was multiplied by. */
  scale: number;
  /** How far each point still is from its place in the other map, in that map's unit: `[points]`. */
  distances: Float64Array;
}

/**
 * Procrustes' superposition of two maps of the same points: what differs after it is no matter of turning, mirroring,
 * shift or size. With `scaling` false the size is kept.
 */
export function alignMaps(map: Positions, onto: Positions, { scaling = true } = {}): Aligned {
  const n = map.x.length;
  const [from, to] = [centered(map), centered(onto)];
  // Σ from·toᵀ, whose singular value decomposition has the best turn; in two dimensions it has a closed form.
  let [xx, xy, yx, yy, size] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    xx += from.x[i] * to.x[i];
    xy += from.x[i] * to.y[i];
    yx += from.y[i] * to.x[i];
    yy += from.y[i] * to.y[i];
    size += from.x[i] ** 2 + from.y[i] ** 2;
  }
  const turned = Math.hypot(xx + yy, xy - yx);
  const mirrored = Math.hypot(xx - yy, xy + yx);
  const mirrors = mirrored > turned;
  const angle = mirrors ? Math.atan2(xy + yx, xx - yy) : Math.atan2(xy - yx, xx + yy);
  const scale = scaling && size > 0 ? Math.max(turned, mirrored) / size : 1;
  const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const sign = mirrors ? -1 : 1;
  const x = Float32Array.from(from.x, (fx, i) => to.meanX + cos * fx - sign * sin * from.y[i]);
  const y = Float32Array.from(from.x, (fx, i) => to.meanY + sin * fx + sign * cos * from.y[i]);
  const distances = Float64Array.from(x, (own, i) => Math.hypot(own - onto.x[i], y[i] - onto.y[i]));
  return { x, y, scale, distances };
}

function centered({ x, y }: Positions) {
  const [meanX, meanY] = [mean(x), mean(y)];
  return {
    x: Float64Array.from(x, (each) => each - meanX),
    y: Float64Array.from(y, (each) => each - meanY),
    meanX,
    meanY,
  };
}

const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
};
