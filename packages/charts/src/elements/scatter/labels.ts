import type { Positions } from "../../geometry/placement.js";
import { type Box, overlap } from "./box.js";
import { type Camera, emphasis, type Scene } from "./scene.js";

/** A text on the map, at a position in the unit square. */
export interface MapLabel {
  text: string;
  x: number;
  y: number;
  color: string;
  /** Shown from this zoom on: 0 always, each level more at twice the zoom. */
  level: number;
  /** A row whose picture stands for the region. */
  point?: number | undefined;
}

export interface LabelStyle {
  ink: string;
  halo: string;
  font: string;
}

/** Largest number of pictures that have names below them. */
const mostNames = 300;
/** Minimum side of pictures with names, in pixels. */
const namedFrom = 44;
/** Side of the picture above a region's name, in pixels. */
const portrait = 32;

/** Offsets in pixels tried for a region's name, among dots and among pictures, to leave the dots uncovered. */
const nudges = { dots: [-14, 14, 0], pictures: [0, -14, 14] };

export interface Labels {
  camera: Camera;
  style: LabelStyle;
  /** Zoom, 1 for the whole map. */
  k: number;
  regions: readonly MapLabel[];
  /** Draws a region's picture in a square with the given center and side; undefined if regions have none. */
  portrait?: (row: number, x: number, y: number, side: number) => void;
  scene: Scene;
  positions: Positions;
  /** Points that are drawn as pictures. */
  pictured: readonly number[];
  nameOf(row: number): string;
}

/**
 * Draws the names of regions and, below large pictures, those of points. What would overlap something in `taken`, to
 * which everything is added, is left out.
 */
export function drawLabels(context: CanvasRenderingContext2D, labels: Labels, taken: Box[]): void {
  const { camera, style, k, regions, scene, positions, pictured, nameOf } = labels;
  const { scale, left, top, width, height, picture } = camera;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const write = (
    text: string,
    x: number,
    y: number,
    size: number,
    color: string,
    above = 0,
  ): Box | undefined => {
    context.font = `${size > 12 ? 600 : 400} ${size}px ${style.font}`;
    const half = context.measureText(text).width / 2 + 3;
    const box: Box = [x - half, y - size * 0.7 - above, x + half, y + size * 0.7];
    const outside = box[0] < 0 || box[2] > width || box[1] < 0 || box[3] > height;
    if (outside || taken.some((other) => overlap(box, other))) return undefined;
    taken.push(box);
    context.lineWidth = 4;
    context.strokeStyle = style.halo;
    context.strokeText(text, x, y);
    context.fillStyle = color;
    context.fillText(text, x, y);
    return box;
  };
  const depth = Math.log2(Math.max(1, k)) + 0.01;
  for (const { text, x, y, color, level, point } of regions) {
    if (level > depth) continue;
    const size = level === 0 ? 14 : 13;
    const shows = point !== undefined && labels.portrait !== undefined;
    const px = inside(x * scale + left, context, text, size, style.font, width);
    for (const nudge of nudges[picture > 0 ? "pictures" : "dots"]) {
      const py = y * scale + top + nudge;
      const box = write(text, px, py, size, color, shows ? portrait + 4 : 0);
      if (box && shows) labels.portrait?.(point, px, box[1] + portrait / 2, portrait);
      if (box) break;
    }
  }
  if (picture < namedFrom || pictured.length > mostNames) return;
  const placeOf = (point: number): [number, number] => [
    positions.x[point] * scale + left,
    positions.y[point] * scale + top,
  ];
  for (const point of pictured) {
    const [x, y] = placeOf(point);
    taken.push([x - picture / 2, y - picture / 2, x + picture / 2, y + picture / 2]);
  }
  for (const point of pictured) {
    if (scene.emphasis[point] === emphasis.dim) continue;
    const [x, y] = placeOf(point);
    write(nameOf(point), x, y + picture / 2 + 10, 12, style.ink);
  }
}

/** The middle of a text near the left or right edge, moved so that it is not cut, if its place is in sight. */
function inside(
  x: number,
  context: CanvasRenderingContext2D,
  text: string,
  size: number,
  font: string,
  width: number,
): number {
  if (x < 0 || x > width) return x;
  context.font = `600 ${size}px ${font}`;
  const half = context.measureText(text).width / 2 + 4;
  return half * 2 > width ? x : Math.max(half, Math.min(width - half, x));
}
