import { type AlignedMap, alignMap, type Positions } from "@clipscope/toolkit/projection";

/** A map aligned with another one, and how far apart the points still are. */
export interface Aligned extends AlignedMap {
  /** Distance of each point from its place in the other map, in that map's unit: `[points]`. */
  distances: Float64Array;
}

/** Aligns two maps of the same points, as toolkit's `alignMap`. */
export function alignMaps(map: Positions, onto: Positions): Aligned {
  const aligned = alignMap(map, onto);
  const { x, y } = aligned;
  return {
    ...aligned,
    distances: Float64Array.from(x, (own, i) => Math.hypot(own - onto.x[i], y[i] - onto.y[i])),
  };
}
