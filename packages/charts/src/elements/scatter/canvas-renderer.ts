import { shapes } from "../../color/categories.js";
import type { Positions } from "../../geometry/placement.js";
import type { Point } from "../../geometry/polygon.js";
import { type Camera, emphasis, type PointRenderer, paintingOrder, type Scene } from "./scene.js";

/** Draws points on a 2D canvas, for browsers without WebGL and for exported images. */
export class CanvasRenderer implements PointRenderer {
  #context: CanvasRenderingContext2D;
  #paper = "#fff";
  #order: { scene: Scene; indices: Int32Array } | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#context = canvas.getContext("2d") as CanvasRenderingContext2D;
  }

  setTheme({ paper }: { paper: string }): void {
    this.#paper = paper;
  }

  draw(scene: Scene, { x, y }: Positions, camera: Camera): boolean {
    const context = this.#context;
    const { width, height, pixelRatio, scale, left, top, dot, picture } = camera;
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.imageSmoothingQuality = "high";
    if (this.#order?.scene !== scene) this.#order = { scene, indices: paintingOrder(scene) };
    const half = Math.max(dot, picture) / 2;
    for (const i of this.#order.indices) {
      const px = x[i] * scale + left;
      const py = y[i] * scale + top;
      if (px < -half || py < -half || px > width + half || py > height + half) continue;
      context.globalAlpha = scene.emphasis[i] === emphasis.dim ? 0.25 : 1;
      const color = `rgb(${scene.colors[3 * i]} ${scene.colors[3 * i + 1]} ${scene.colors[3 * i + 2]})`;
      if (picture > 0) this.#drawPicture(scene, i, px, py, picture, color);
      else
        drawShape(
          context,
          scene.shapes[i],
          px,
          py,
          dot * (scene.emphasis[i] === emphasis.selected ? 1.3 : 1),
          color,
        );
    }
    context.globalAlpha = 1;
    return true;
  }

  #drawPicture(scene: Scene, i: number, px: number, py: number, side: number, color: string): void {
    const context = this.#context;
    const frame = Math.max(1.5, side / 18);
    const corner = side / 7;
    const inner = side - frame;
    context.save();
    context.beginPath();
    context.roundRect(px - inner / 2, py - inner / 2, inner, inner, corner);
    context.fillStyle = this.#paper;
    context.fill();
    context.strokeStyle = color;
    context.lineWidth = frame;
    context.stroke();
    context.clip();
    const sheet = scene.sheets[scene.sheet[i]];
    if (sheet) {
      const { bitmap, columns, tile } = sheet;
      const at = scene.picture[i];
      context.globalCompositeOperation = "multiply";
      const shown = side - 2 * frame;
      const [x, y] = [(at % columns) * tile, Math.floor(at / columns) * tile];
      context.drawImage(bitmap, x, y, tile, tile, px - shown / 2, py - shown / 2, shown, shown);
    }
    context.restore();
  }

  dispose(): void {}
}

/** Draws the image of one point on paper, centered at a place on the screen. */
export function drawPicture(
  context: CanvasRenderingContext2D,
  scene: Scene,
  point: number,
  [x, y]: Point,
  side: number,
  paper: string,
): void {
  const sheet = scene.sheets[scene.sheet[point]];
  context.save();
  context.beginPath();
  context.roundRect(x - side / 2, y - side / 2, side, side, side / 12);
  context.fillStyle = paper;
  context.fill();
  context.clip();
  if (sheet) {
    const { bitmap, columns, tile } = sheet;
    const at = scene.picture[point];
    const shown = side * 0.88;
    context.globalCompositeOperation = "multiply";
    context.imageSmoothingQuality = "high";
    context.drawImage(
      bitmap,
      (at % columns) * tile,
      Math.floor(at / columns) * tile,
      tile,
      tile,
      x - shown / 2,
      y - shown / 2,
      shown,
      shown,
    );
  }
  context.restore();
}

/** Draws one mark of the given diameter. */
export function drawShape(
  context: CanvasRenderingContext2D,
  shape: number,
  x: number,
  y: number,
  size: number,
  color: string,
): void {
  const r = size / 2;
  context.fillStyle = color;
  context.beginPath();
  switch (shapes[shape]) {
    case "cross": {
      const w = r * 0.42;
      context.strokeStyle = color;
      context.lineWidth = w * 2;
      context.moveTo(x - r + w, y - r + w);
      context.lineTo(x + r - w, y + r - w);
      context.moveTo(x + r - w, y - r + w);
      context.lineTo(x - r + w, y + r - w);
      context.stroke();
      return;
    }
    case "square":
      context.rect(x - r * 0.86, y - r * 0.86, r * 1.72, r * 1.72);
      break;
    case "triangle":
      context.moveTo(x, y - r);
      context.lineTo(x + r, y + r * 0.8);
      context.lineTo(x - r, y + r * 0.8);
      break;
    case "diamond":
      context.moveTo(x, y - r * 1.1);
      context.lineTo(x + r * 1.1, y);
      context.lineTo(x, y + r * 1.1);
      context.lineTo(x - r * 1.1, y);
      break;
    default:
      context.arc(x, y, r, 0, 2 * Math.PI);
  }
  context.fill();
}
