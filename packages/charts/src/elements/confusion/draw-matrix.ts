import { interpolateLab } from "d3";
import { type MatrixLayout, margin, namedFrom } from "./matrix-layout.js";

/** A non-empty cell. */
export interface Cell {
  row: number;
  column: number;
  n: number;
}

/** Contents of a matrix plot. */
export interface MatrixData {
  categories: readonly string[];
  cells: readonly Cell[];
  /** Share of each cell, 0 to 1, in the order of `cells`. */
  shares: Float64Array;
  hideDiagonal: boolean;
  recall: Float64Array;
  precision: Float64Array;
}

export interface MatrixStyle {
  ink: string;
  quiet: string;
  line: string;
  empty: string;
  surface: string;
  right: string;
  wrong: string;
  accent: string;
  font: string;
}

/**
 * Number of shades in a color ramp; the index is proportional to the square root of the share, so that small
 * errors are visible.
 */
const shades = 32;

export function rampOf(from: string, to: string): string[] {
  const mix = interpolateLab(from, to);
  return Array.from({ length: shades }, (_, i) => mix(0.07 + (0.93 * i) / (shades - 1)));
}

export const shade = (ramp: string[], share: number) =>
  ramp[Math.round(Math.sqrt(Math.min(1, share)) * (shades - 1))];

/**
 * Draws the matrix: cells (right in blue, wrong in orange), names, bars of recall and precision, and the
 * cursor.
 */
export function drawMatrix(
  context: CanvasRenderingContext2D,
  data: MatrixData,
  layout: MatrixLayout,
  style: MatrixStyle,
  cursor: { row: number; column: number } | undefined,
): void {
  const { left, top, side, cell, dx, dy } = layout;
  context.fillStyle = style.empty;
  context.fillRect(left, top, side, side);
  context.save();
  context.beginPath();
  context.rect(left, top, side, side);
  context.clip();
  drawCells(context, data, layout, style);
  if (cell >= 6) drawGrid(context, layout, style);
  if (cursor) {
    context.strokeStyle = style.ink;
    context.lineWidth = 2;
    const size = Math.max(cell, 6);
    context.strokeRect(
      left + dx + cursor.column * cell + (cell - size) / 2,
      top + dy + cursor.row * cell + (cell - size) / 2,
      size,
      size,
    );
  }
  context.restore();
  drawNames(context, data, layout, style, cursor);
  drawBars(context, data, layout, style);
}

function drawCells(
  context: CanvasRenderingContext2D,
  data: MatrixData,
  layout: MatrixLayout,
  style: MatrixStyle,
): void {
  const { left, top, cell, dx, dy, rows, columns } = layout;
  const blue = rampOf(style.empty, style.right);
  const orange = rampOf(style.empty, style.wrong);
  const size = Math.max(cell, 2.5); // a single error among a thousand classes stays visible
  const figures = cell >= 34;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.font = `12px ${style.font}`;
  data.cells.forEach(({ row, column }, i) => {
    if (row < rows[0] || row >= rows[1] || column < columns[0] || column >= columns[1]) return;
    if (data.hideDiagonal && row === column) return;
    const share = data.shares[i];
    const x = left + dx + column * cell;
    const y = top + dy + row * cell;
    context.fillStyle = shade(row === column ? blue : orange, share);
    context.fillRect(x + (cell - size) / 2, y + (cell - size) / 2, size, size);
    if (!figures) return;
    context.fillStyle = share > 0.45 ? style.surface : style.ink;
    context.fillText(
      share >= 0.0995 ? `${Math.round(share * 100)}` : (share * 100).toFixed(1),
      x + cell / 2,
      y + cell / 2,
    );
  });
}

function drawGrid(
  context: CanvasRenderingContext2D,
  { left, top, side, cell, dx, dy, rows, columns }: MatrixLayout,
  style: MatrixStyle,
): void {
  context.strokeStyle = style.surface;
  context.lineWidth = 1;
  context.beginPath();
  for (let c = columns[0]; c <= columns[1]; c++) {
    context.moveTo(left + dx + c * cell, top);
    context.lineTo(left + dx + c * cell, top + side);
  }
  for (let r = rows[0]; r <= rows[1]; r++) {
    context.moveTo(left, top + dy + r * cell);
    context.lineTo(left + side, top + dy + r * cell);
  }
  context.stroke();
}

function drawNames(
  context: CanvasRenderingContext2D,
  { categories }: MatrixData,
  { left, top, cell, dx, dy, rows, columns, side }: MatrixLayout,
  style: MatrixStyle,
  cursor: { row: number; column: number } | undefined,
): void {
  context.textBaseline = "middle";
  const write = (index: number, size: number, highlighted: boolean) => {
    context.font = `${highlighted ? 600 : 400} 12px ${style.font}`;
    context.fillStyle = highlighted ? style.ink : style.quiet;
    return cut(context, categories[index], size);
  };
  const shown = (index: number, at: number | undefined) => cell >= namedFrom || index === at;
  context.textAlign = "right";
  for (let r = rows[0]; r < rows[1]; r++) {
    const y = top + dy + (r + 0.5) * cell;
    if (!shown(r, cursor?.row) || y < top || y > top + side) continue;
    const text = write(r, left - 12, r === cursor?.row);
    context.fillText(text, left - 8, y);
  }
  context.textAlign = "left";
  for (let c = columns[0]; c < columns[1]; c++) {
    const x = left + dx + (c + 0.5) * cell;
    if (!shown(c, cursor?.column) || x < left || x > left + side) continue;
    context.save();
    context.translate(x, top - 8);
    context.rotate(-Math.PI / 3);
    context.fillText(write(c, top * 1.05, c === cursor?.column), 0, 0);
    context.restore();
  }
}

/** Draws recall beside the rows and precision below the columns, both from 0 to 100%. */
function drawBars(
  context: CanvasRenderingContext2D,
  data: MatrixData,
  layout: MatrixLayout,
  style: MatrixStyle,
): void {
  const { left, top, side, cell, dx, dy, rows, columns } = layout;
  const thick = Math.max(1, Math.min(10, cell * 0.6));
  const long = 44;
  const x0 = left + side + 12;
  const y0 = top + side + 12;
  context.fillStyle = style.right;
  for (let r = rows[0]; r < rows[1]; r++) {
    const y = top + dy + (r + 0.5) * cell;
    if (y >= top && y <= top + side && data.recall[r] > 0)
      context.fillRect(x0, y - thick / 2, data.recall[r] * long, thick);
  }
  for (let c = columns[0]; c < columns[1]; c++) {
    const x = left + dx + (c + 0.5) * cell;
    if (x >= left && x <= left + side && data.precision[c] > 0)
      context.fillRect(x - thick / 2, y0, thick, data.precision[c] * long);
  }
  context.strokeStyle = style.line;
  context.lineWidth = 1;
  context.strokeRect(x0 - 0.5, top - 0.5, long + 1, side + 1);
  context.strokeRect(left - 0.5, y0 - 0.5, side + 1, long + 1);
  context.fillStyle = style.quiet;
  context.font = `12px ${style.font}`;
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.fillText("recall", x0, top - 8);
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillText("precision", left - 8, y0 + long / 2);
  if (cell < 26) return;
  context.textAlign = "left";
  for (let r = rows[0]; layout.right >= margin.right && r < rows[1]; r++) {
    const y = top + dy + (r + 0.5) * cell;
    const value = data.recall[r];
    if (y >= top && y <= top + side) context.fillText(figure(value), x0 + long + 6, y);
  }
  context.textAlign = "center";
  for (let c = columns[0]; c < columns[1]; c++) {
    const x = left + dx + (c + 0.5) * cell;
    if (x >= left && x <= left + side)
      context.fillText(figure(data.precision[c]), x, y0 + long + margin.bottom - 60);
  }
}

const figure = (value: number) => (Number.isNaN(value) ? "–" : `${Math.round(value * 100)}%`);

function cut(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let length = text.length;
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > width) length--;
  return `${text.slice(0, length).trimEnd()}…`;
}
