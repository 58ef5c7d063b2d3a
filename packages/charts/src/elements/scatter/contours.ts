import { blur2, contours as isolines } from "d3";
import type { Positions } from "../../geometry/placement.js";
import type { Camera } from "./scene.js";

/** Cells of the density's grid in each direction. */
const GRID = 160;
/** Radius of the smoothing, in cells. */
const SMOOTHING = 3;
/** Number of lines; each stands for about twice the density of the one before. */
const LINES = 6;

type Place = readonly [x: number, y: number];

/** Closed lines of equal density in the unit square, from low to high density. */
export type Contours = readonly (readonly (readonly Place[])[])[];

/** The lines of equal density of the points for which `shown` is true; with pauses. */
export function* contoursOf(
  { x, y }: Positions,
  shown: (point: number) => boolean,
): Generator<void, Contours> {
  const margin = 0.08;
  const cells = new Float64Array(GRID * GRID);
  const at = (value: number) =>
    Math.max(0, Math.min(GRID - 1, Math.floor(((value + margin) / (1 + 2 * margin)) * GRID)));
  for (let i = 0; i < x.length; i++) {
    if (shown(i)) cells[at(y[i]) * GRID + at(x[i])]++;
    if (i % 65_536 === 65_535) yield;
  }
  blur2({ data: cells, width: GRID, height: GRID }, SMOOTHING);
  yield;
  const highest = cells.reduce((a, b) => Math.max(a, b), 0);
  if (highest === 0) return [];
  const lines = isolines()
    .size([GRID, GRID])
    .thresholds(Array.from({ length: LINES }, (_, line) => highest * 2 ** (line + 0.5 - LINES)));
  const unit = (value: number) => (value / GRID) * (1 + 2 * margin) - margin;
  const found: Place[][][] = [];
  // It accepts typed arrays, although its type declares lists.
  for (const { coordinates } of lines(cells as unknown as number[])) {
    found.push(coordinates.flat().map((ring) => ring.map(([u, v]): Place => [unit(u), unit(v)])));
    yield;
  }
  return found;
}

/** Width and opacity of a line by its place among all. */
export function contourPen(line: number, lines: number): { width: number; opacity: number } {
  return { width: 0.75 + line / lines, opacity: 0.35 + (0.5 * line) / lines };
}

export function drawContours(
  context: CanvasRenderingContext2D,
  contours: Contours,
  { scale, left, top }: Camera,
  color: string,
): void {
  context.save();
  context.translate(left, top);
  context.scale(scale, scale);
  context.strokeStyle = color;
  for (const [i, path] of pathsOf(contours).entries()) {
    const { width, opacity } = contourPen(i, contours.length);
    context.lineWidth = width / scale;
    context.globalAlpha = opacity;
    context.stroke(path);
  }
  context.restore();
}

const known = new WeakMap<Contours, Path2D[]>();

function pathsOf(contours: Contours): Path2D[] {
  const paths =
    known.get(contours) ??
    contours.map((rings) => {
      const path = new Path2D();
      for (const ring of rings) {
        for (const [i, [x, y]] of ring.entries()) path[i === 0 ? "moveTo" : "lineTo"](x, y);
        path.closePath();
      }
      return path;
    });
  known.set(contours, paths);
  return paths;
}
