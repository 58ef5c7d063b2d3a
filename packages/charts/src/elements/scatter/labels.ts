import type { Positions } from "../../geometry/placement.js";
import { type Camera, emphasis, type Scene } from "./scene.js";

/** A text on the map, at a position in the unit square. */
export interface MapLabel {
  text: string;
  x: number;
  y: number;
  color: string;
}

export interface LabelStyle {
  ink: string;
  halo: string;
  font: string;
}

type Box = [left: number, top: number, right: number, bottom: number];

/** Largest number of pictures that have names below them. */
const mostNames = 300;
/** Minimum side of pictures with names, in pixels. */
const namedFrom = 44;

/** Offsets in pixels tried for a region's name, among dots and among pictures, to leave the dots uncovered. */
const nudges = { dots: [-14, 14, 0], pictures: [0, -14, 14] };

/** Draws the names of regions and, below large pictures, those of points; names that would overlap are left out. */
export function drawLabels(
  context: CanvasRenderingContext2D,
  camera: Camera,
  style: LabelStyle,
  regions: readonly MapLabel[],
  points: { scene: Scene; positions: Positions; pictured: readonly number[]; nameOf(row: number): string },
): void {
  const taken: Box[] = [];
  const { scale, left, top, width, height, picture } = camera;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const write = (text: string, x: number, y: number, size: number, color: string): boolean => {
    context.font = `${size > 12 ? 600 : 400} ${size}px ${style.font}`;
    const half = context.measureText(text).width / 2 + 3;
    const box: Box = [x - half, y - size * 0.7, x + half, y + size * 0.7];
    const outside = box[0] < 0 || box[2] > width || box[1] < 0 || box[3] > height;
    if (outside || taken.some((other) => overlap(box, other))) return false;
    taken.push(box);
    context.lineWidth = 4;
    context.strokeStyle = style.halo;
    context.strokeText(text, x, y);
    context.fillStyle = color;
    context.fillText(text, x, y);
    return true;
  };
  for (const { text, x, y, color } of regions) {
    nudges[picture > 0 ? "pictures" : "dots"].some((nudge) =>
      write(text, x * scale + left, y * scale + top + nudge, 14, color),
    );
  }
  const { scene, positions, pictured, nameOf } = points;
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

function overlap(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
