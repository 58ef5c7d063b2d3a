import type { MatrixData } from "./matrix-data.js";
import { BAR, type MatrixLayout } from "./matrix-layout.js";
import type { MatrixStyle } from "./matrix-style.js";

/** Draws recall and F1 beside the rows and precision below the columns, all from 0 to 100%. */
export function drawBars(
  context: CanvasRenderingContext2D,
  { recall, precision, f1 }: MatrixData,
  layout: MatrixLayout,
  style: MatrixStyle,
): void {
  const { left, top, width, height, cellWidth, cellHeight, dx, dy, rows, columns, bars } = layout;
  const x0 = left + width + 8;
  const y0 = top + height + 8;
  context.font = `12px ${style.font}`;
  context.lineWidth = 1;
  const beside = [
    { title: "recall", values: recall },
    { title: "F1", values: f1 },
  ].slice(0, bars);
  for (const [i, { title, values }] of beside.entries()) {
    const x = x0 + i * (BAR + 12);
    frame(context, [x, top, BAR, height], style);
    const thick = thicknessOf(cellHeight);
    for (let r = rows[0]; r < rows[1]; r++) {
      const y = dy + (r + 0.5) * cellHeight;
      if (y < 0 || y > height) continue;
      context.fillStyle = style.ramps.right[24];
      if (values[r] > 0) context.fillRect(x, top + y - thick / 2, values[r] * BAR, thick);
      if (cellHeight < 16) continue;
      context.fillStyle = style.ink;
      context.textAlign = "left";
      context.textBaseline = "middle";
      context.fillText(figure(values[r]), x + 4, top + y);
    }
    context.fillStyle = style.quiet;
    context.textAlign = "left";
    context.textBaseline = "alphabetic";
    context.fillText(title, x, top - 8);
  }
  frame(context, [left, y0, width, BAR], style);
  const thick = thicknessOf(cellWidth);
  for (let c = columns[0]; c < columns[1]; c++) {
    const x = dx + (c + 0.5) * cellWidth;
    if (x < 0 || x > width) continue;
    context.fillStyle = style.ramps.right[24];
    if (precision[c] > 0) context.fillRect(left + x - thick / 2, y0, thick, precision[c] * BAR);
    if (cellWidth < 34) continue;
    context.fillStyle = style.ink;
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillText(figure(precision[c]), left + x, y0 + 5);
  }
  context.fillStyle = style.quiet;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillText("precision", left - 8, y0 + BAR / 2);
}

function frame(
  context: CanvasRenderingContext2D,
  [x, y, width, height]: readonly [number, number, number, number],
  style: MatrixStyle,
): void {
  context.strokeStyle = style.line;
  context.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1);
}

const thicknessOf = (cell: number) => Math.max(1, cell >= 16 ? cell - 3 : cell * 0.7);

const figure = (value: number) => (Number.isNaN(value) ? "–" : `${Math.round(value * 100)}%`);
