import { shapes } from "../../color/categories.js";

/** Draws one mark of the given diameter with the commands of a 2D canvas. */
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
