import { rgb } from "d3";
import type { Positions } from "../../geometry/placement.js";
import type { PointIndex } from "../../geometry/point-index.js";
import type { Point } from "../../geometry/polygon.js";
import { drawTile, type NoTile, type Tile, type Tiles } from "../../tiles/tiles.js";
import { ranksOf } from "./painting-order.js";
import { type Camera, emphasis, type Scene } from "./scene.js";

/**
 * Largest number of pictures drawn in one frame: without a GPU, drawing takes longer than the measured time of its
 * commands.
 */
const MOST = { moving: 200, still: 2000 };
/** Smallest number, however slow they are, while the camera moves and when it stands still. */
const FEWEST = { moving: 80, still: 400 };
/** Number of points in sight from which all points are scanned instead of using the index. */
const IN_SIGHT = 20_000;

export interface PictureStyle {
  paper: string;
  skeleton: string;
  warning: string;
}

/** Draws points as pictures: as many as fit, and as there is time for. */
export class PictureLayer {
  /** Milliseconds that a picture takes, a moving mean. */
  #cost = 0.01;

  /**
   * The points to draw as pictures, from back to front. With `sparse`, those whose pictures would overlap
   * considerably are left out, and remain dots. `budget`: the time for drawing them, in milliseconds.
   */
  choose(
    scene: Scene,
    positions: Positions,
    index: PointIndex | undefined,
    camera: Camera,
    { sparse, moving, budget }: { sparse: boolean; moving: boolean; budget: number },
  ): number[] {
    const { scale, left, top, width, height, picture } = camera;
    if (picture === 0) return [];
    const pace = moving ? "moving" : "still";
    const most = Math.max(FEWEST[pace], Math.min(MOST[pace], budget / this.#cost));
    const free = new FreePlaces(0.8 * picture);
    const chosen: number[] = [];
    const { x, y } = positions;
    for (const point of inSight(scene, index, camera)) {
      if (chosen.length >= most) break;
      const [u, v] = [x[point] * scale, y[point] * scale];
      const [px, py] = [u + left, v + top];
      if (px < -picture || py < -picture || px > width + picture || py > height + picture) continue;
      if (sparse && scene.emphasis[point] !== emphasis.selected) {
        // Without the camera's offset, so that panning doesn't change which are chosen.
        if (!free.take(u, v)) continue;
      }
      chosen.push(point);
    }
    return chosen.reverse();
  }

  /** Draws the pictures of points, framed in their colors, and requests those that are not loaded. */
  draw(
    context: CanvasRenderingContext2D,
    points: readonly number[],
    scene: Scene,
    { x, y }: Positions,
    camera: Camera,
    tiles: Tiles,
    style: PictureStyle,
    owner: object,
  ): void {
    const start = performance.now();
    const { scale, left, top, picture } = camera;
    const sharp = sharpTiles(tiles, picture * camera.pixelRatio);
    const missing: number[] = [];
    for (const point of points) {
      const own = sharp.get(point);
      if (!own) missing.push(point);
      const dim = scene.emphasis[point] === emphasis.dim;
      context.globalAlpha = dim ? 0.25 : 1;
      const place: Point = [x[point] * scale + left, y[point] * scale + top];
      const frame = cssOf(scene.palette[dim ? 0 : scene.inks[point]]);
      drawPicture(context, own ?? tiles.get(point), place, picture, style, frame);
    }
    context.globalAlpha = 1;
    if (sharp !== tiles) tiles.request([], owner);
    sharp.request(missing, owner);
    if (points.length < 20) return;
    const cost = (performance.now() - start) / points.length;
    this.#cost += 0.3 * (cost - this.#cost);
  }
}

/** Places that are at least a distance apart, in x or in y. */
class FreePlaces {
  /** The place in each cell, whose side is the distance. */
  readonly #cells = new Map<number, readonly [number, number]>();

  constructor(private readonly distance: number) {}

  /** Takes a place unless one nearby is taken; returns whether it did. */
  take(x: number, y: number): boolean {
    const { distance } = this;
    const [column, row] = [Math.floor(x / distance), Math.floor(y / distance)];
    for (let v = row - 1; v <= row + 1; v++) {
      for (let u = column - 1; u <= column + 1; u++) {
        const other = this.#cells.get(cellKey(u, v));
        if (other && Math.max(Math.abs(other[0] - x), Math.abs(other[1] - y)) < distance) return false;
      }
    }
    this.#cells.set(cellKey(column, row), [x, y]);
    return true;
  }
}

const cellKey = (column: number, row: number) => row * 0x1000000 + column;

/** The tiles whose pictures are sharp at a side in pixels of the screen. */
function sharpTiles(tiles: Tiles, side: number): Tiles {
  return tiles.larger && side > 1.2 * tiles.size ? tiles.larger : tiles;
}

/** Visible points from front to back; with an index, only those that may be in sight if these are few. */
function* inSight(
  { n, order, emphasis: levels }: Scene,
  index: PointIndex | undefined,
  { scale, left, top, width, height, picture }: Camera,
): Iterable<number> {
  const box = (length: number, from: number) =>
    [(-picture - from) / scale, (length + picture - from) / scale] as const;
  if (index && n > IN_SIGHT) {
    const near: number[] = [];
    for (const point of index.near(box(width, left), box(height, top))) {
      if (levels[point] !== emphasis.hidden) near.push(point);
      if (near.length > IN_SIGHT) break;
    }
    if (near.length <= IN_SIGHT) {
      const rank = ranksOf(n);
      yield* near.sort((a, b) => levels[b] - levels[a] || rank(b) - rank(a));
      return;
    }
  }
  for (let at = order.length - 1; at >= 0; at--) yield order[at];
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
  const line = frame ? Math.max(1.5, Math.min(3, side / 18)) : 0;
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
  const inner = (side - 2 * line) * 0.9; // inside the rounded corners
  const [left, top] = [x - inner / 2, y - inner / 2];
  drawTile(context, tile, left, top, inner);
  const shade = tile ? shadeOf(paper) : 0;
  if (shade === 0) return;
  context.fillStyle = `rgb(0 0 0 / ${shade})`;
  context.fillRect(left, top, inner, inner);
}

/**
 * Opacity of the black that turns white into a neutral paper color, 0 to 1. Unlike the blend mode "multiply", which
 * gives the same result, it needs no copy of the canvas for each picture.
 */
function shadeOf(paper: string): number {
  const { r, g, b, opacity } = rgb(paper);
  return Number.isNaN(r) ? 0 : Number((1 - (r + g + b) / (3 * 255 * opacity)).toFixed(3));
}

const cssOf = (ink: number) => `rgb(${ink & 255} ${(ink >> 8) & 255} ${(ink >> 16) & 255})`;
