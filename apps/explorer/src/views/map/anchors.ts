import type { Anchor } from "@clipscope/charts";
import type { Anchors } from "@clipscope/study";
import type { Points } from "./points.js";

/** Largest number of classes whose texts are shown; of more, those whose nearest images lie closest together. */
const MOST = 40;
/** A class whose nearest images are scattered more than this has no place on the map. */
const SCATTERED = 0.6;

/** A text on the map. */
export interface TextAnchor extends Anchor {
  /**
   * Spread of its nearest images on the map, relative to that of all points: near 0 its place means something, near 1
   * they lie all over the map.
   */
  scatter: number;
}

/**
 * Texts at the mean place of their nearest images on the map: `labels` are those of the classes, then of the texts. A text
 * none of whose nearest images is on the map has no anchor.
 */
export function placeAnchors(
  { classes, texts }: Anchors,
  labels: { classes: readonly string[]; texts: readonly string[] },
  points: Points,
): TextAnchor[] {
  const whole = spreadOf(points, Int32Array.from(points.rows.keys()));
  const place = (kind: string, rows: Int32Array, at: number, label: string): TextAnchor[] => {
    const near = Int32Array.from(rows)
      .map((row) => points.pointOf(row) ?? -1)
      .filter((point) => point >= 0);
    if (near.length === 0) return [];
    const { x, y, radius } = spreadOf(points, near);
    return [{ id: `${kind} ${at}`, label, x, y, scatter: whole.radius > 0 ? radius / whole.radius : 0 }];
  };
  const own = classes.flatMap(({ rows }, at) => place("class", rows, at, labels.classes[at]));
  const chosen = own
    .filter(({ scatter }) => scatter <= SCATTERED)
    .toSorted((a, b) => a.scatter - b.scatter)
    .slice(0, MOST);
  return [...texts.flatMap(({ rows }, at) => place("text", rows, at, labels.texts[at])), ...chosen];
}

/** The mean place of some points, and their root mean square distance from it. */
function spreadOf({ positions: { x, y } }: Points, points: Int32Array) {
  let [sumX, sumY, squares] = [0, 0, 0];
  for (const point of points) {
    sumX += x[point];
    sumY += y[point];
    squares += x[point] ** 2 + y[point] ** 2;
  }
  const n = points.length;
  const [meanX, meanY] = [sumX / n, sumY / n];
  return { x: meanX, y: meanY, radius: Math.sqrt(Math.max(0, squares / n - meanX ** 2 - meanY ** 2)) };
}
