import type { Positions } from "../../geometry/placement.js";
import type { Point } from "../../geometry/polygon.js";
import { drawTile, type NoTile, type Tile, type Tiles } from "../../tiles/tiles.js";
import { type Camera, emphasis, type Scene } from "./scene.js";

/** Largest number of pictures drawn in one frame. */
const most = 2000;

/**
 * The points to draw as pictures, from back to front. With `sparse`, those whose pictures would overlap
 * considerably are left out, and remain dots.
 */
export function picturedPoints(scene: Scene, { x, y }: Positions, camera: Camera, sparse: boolean): number[] {
  const { scale, left, top, width, height, picture } = camera;
  if (picture === 0) return [];
  const cell = picture * 0.7;
  const columns = Math.ceil(width / cell) + 2;
  const taken = new Set<number>();
  const chosen: number[] = [];
  for (let at = scene.order.length - 1; at >= 0 && chosen.length < most; at--) {
    const point = scene.order[at];
    const px = x[point] * scale + left;
    const py = y[point] * scale + top;
    if (px < -picture || py < -picture || px > width + picture || py > height + picture) continue;
    if (sparse && scene.emphasis[point] !== emphasis.selected) {
      const place = (Math.floor(py / cell) + 2) * columns + Math.floor(px / cell) + 2;
      if (taken.has(place)) continue;
      taken.add(place);
    }
    chosen.push(point);
  }
  return chosen.reverse();
}

export interface PictureStyle {
  paper: string;
  skeleton: string;
  warning: string;
}

/** Draws the pictures of points, framed in their colors, and requests those that are not loaded. */
export function drawPictures(
  context: CanvasRenderingContext2D,
  points: readonly number[],
  scene: Scene,
  { x, y }: Positions,
  camera: Camera,
  tiles: Tiles,
  style: PictureStyle,
  owner: object,
): void {
  const missing: number[] = [];
  const { scale, left, top, picture } = camera;
  for (const point of points) {
    const tile = tiles.get(point);
    if (!tile) missing.push(point);
    context.globalAlpha = scene.emphasis[point] === emphasis.dim ? 0.25 : 1;
    const place: Point = [x[point] * scale + left, y[point] * scale + top];
    drawPicture(context, tile, place, picture, style, cssOf(scene.inks[point]));
  }
  context.globalAlpha = 1;
  tiles.request(missing, owner);
}

/** Draws a picture on a paper-colored background, framed if a color is given, centered at a position. */
export function drawPicture(
  context: CanvasRenderingContext2D,
  tile: Tile | NoTile | undefined,
  [x, y]: Point,
  side: number,
  { paper, skeleton, warning }: PictureStyle,
  frame?: string,
): void {
  const line = frame ? Math.max(1.5, side / 18) : 0;
  const outer = side - line;
  context.beginPath();
  context.roundRect(x - outer / 2, y - outer / 2, outer, outer, side / 8);
  context.fillStyle = tile && !("reason" in tile) ? paper : skeleton;
  context.fill();
  if (frame) {
    context.strokeStyle = frame;
    context.lineWidth = line;
    context.stroke();
  }
  if (tile && "reason" in tile) {
    context.fillStyle = warning;
    context.font = `600 ${Math.max(12, side / 3)}px sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText("!", x, y);
    return;
  }
  // Pictures stay inside the rounded corners, and their white takes the paper color.
  const inner = (side - 2 * line) * 0.9;
  context.globalCompositeOperation = "multiply";
  drawTile(context, tile, x - inner / 2, y - inner / 2, inner);
  context.globalCompositeOperation = "source-over";
}

const cssOf = (ink: number) => `rgb(${ink & 255} ${(ink >> 8) & 255} ${(ink >> 16) & 255})`;
