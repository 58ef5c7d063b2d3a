import type { Positions } from "../../geometry/placement.js";
import { type Camera, emphasis, type Scene } from "./scene.js";

/** A text on the map, at a position in the unit square or under a point's image. */
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

/** Maximum number of visible images for which names are shown. */
const mostNames = 300;

/**
 * Draws the labels of regions and, below large images, the names of points; overlapping labels are skipped.
 */
export function drawLabels(
  context: CanvasRenderingContext2D,
  camera: Camera,
  style: LabelStyle,
  regions: readonly MapLabel[],
  names: { scene: Scene; positions: Positions; nameOf(point: number): string } | undefined,
): void {
  const taken: Box[] = [];
  const { scale, left, top, width, height, picture } = camera;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const write = (text: string, x: number, y: number, size: number, color: string) => {
    context.font = `${size > 12 ? 600 : 400} ${size}px ${style.font}`;
    const half = context.measureText(text).width / 2 + 3;
    const box: Box = [x - half, y - size * 0.7, x + half, y + size * 0.7];
    if (
      box[0] < 0 ||
      box[2] > width ||
      box[1] < 0 ||
      box[3] > height ||
      taken.some((other) => overlap(box, other))
    )
      return;
    taken.push(box);
    context.lineWidth = 4;
    context.strokeStyle = style.halo;
    context.strokeText(text, x, y);
    context.fillStyle = color;
    context.fillText(text, x, y);
  };
  for (const { text, x, y, color } of regions) write(text, x * scale + left, y * scale + top, 14, color);
  if (!names || picture < 44) return;
  const { scene, positions, nameOf } = names;
  const seen: { point: number; x: number; y: number }[] = [];
  for (let point = 0; point < scene.n; point++) {
    const x = positions.x[point] * scale + left;
    const y = positions.y[point] * scale + top;
    const outside = x < -picture || y < -picture || x > width + picture || y > height + picture;
    if (scene.emphasis[point] === emphasis.hidden || outside) continue;
    seen.push({ point, x, y });
    taken.push([x - picture / 2, y - picture / 2, x + picture / 2, y + picture / 2]);
  }
  if (seen.length > mostNames) return;
  for (const { point, x, y } of seen) {
    if (scene.emphasis[point] !== emphasis.dim) write(nameOf(point), x, y + picture / 2 + 10, 12, style.ink);
  }
}

function overlap(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
