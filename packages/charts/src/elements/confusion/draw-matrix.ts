import { interpolateLab } from "d3";
import { readableOn } from "../../color/readable.js";
import type { CellPlace } from "../../events.js";
import { cutText } from "../cut-text.js";
import type { MatrixData } from "./matrix-data.js";
import { type MatrixLayout, margin, nameHeight } from "./matrix-layout.js";

export interface MatrixStyle {
  ink: string;
  quiet: string;
  line: string;
  empty: string;
  surface: string;
  right: string;
  wrong: string;
  font: string;
}

/** Number of shades of a color. */
const shades = 32;

/** Draws the matrix: cells (right in blue, wrong in orange), names, bars of recall and precision, and the cursor. */
export function drawMatrix(
  context: CanvasRenderingContext2D,
  data: MatrixData,
  layout: MatrixLayout,
  style: MatrixStyle,
  cursor: CellPlace | undefined,
): void {
  const { left, top, side, cell, dx, dy } = layout;
  const darkest = darkestShare(data);
  context.fillStyle = style.empty;
  context.fillRect(left, top, side, side);
  context.save();
  context.beginPath();
  context.rect(left, top, side, side);
  context.clip();
  drawCells(context, data, layout, style, darkest);
  if (cell >= 6) drawGrid(context, layout, style);
  context.restore();
  drawNames(context, data, layout, style, cursor);
  drawBars(context, data, layout, style);
  drawScale(context, layout, style, darkest, data.hideDiagonal);
  if (!cursor) return;
  // The ring may extend beyond the matrix by the width of its line.
  context.save();
  context.beginPath();
  context.rect(left - 2, top - 2, side + 4, side + 4);
  context.clip();
  context.strokeStyle = style.ink;
  context.lineWidth = 2;
  const size = Math.max(cell, 6) + 2;
  const at = (place: number) => place * cell + (cell - size) / 2;
  context.strokeRect(left + dx + at(cursor.column), top + dy + at(cursor.row), size, size);
  context.restore();
}

/** The share with the darkest shade: 1, or the largest share if all are small, as shares of all images are. */
function darkestShare({ cells, shares, hideDiagonal }: MatrixData): number {
  let most = 0;
  cells.forEach(({ row, column }, i) => {
    if (!hideDiagonal || row !== column) most = Math.max(most, shares[i]);
  });
  return most === 0 || (most > 0.5 && !hideDiagonal) ? 1 : most;
}

/** Shade, 0 to 1: proportional to the root of the share, so that rare errors are visible. */
const shadeOf = (share: number, darkest: number) => Math.sqrt(Math.min(1, share / darkest));

function rampOf(from: string, to: string): string[] {
  const mix = interpolateLab(from, to);
  return Array.from({ length: shades }, (_, i) => mix(0.07 + (0.93 * i) / (shades - 1)));
}

function drawCells(
  context: CanvasRenderingContext2D,
  data: MatrixData,
  { left, top, cell, dx, dy, rows, columns }: MatrixLayout,
  style: MatrixStyle,
  darkest: number,
): void {
  const blue = rampOf(style.empty, style.right);
  const orange = rampOf(style.empty, style.wrong);
  const texts = new Map([...blue, ...orange].map((fill) => [fill, readableOn(fill, style)]));
  const size = Math.max(cell, 2.5); // a single error among a thousand classes stays visible
  const figures = cell >= 34;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.font = `12px ${style.font}`;
  data.cells.forEach(({ row, column }, i) => {
    if (row < rows[0] || row >= rows[1] || column < columns[0] || column >= columns[1]) return;
    if (data.hideDiagonal && row === column) return;
    const shade = shadeOf(data.shares[i], darkest);
    const x = left + dx + column * cell;
    const y = top + dy + row * cell;
    const fill = (row === column ? blue : orange)[Math.round(shade * (shades - 1))];
    context.fillStyle = fill;
    context.fillRect(x + (cell - size) / 2, y + (cell - size) / 2, size, size);
    if (!figures) return;
    context.fillStyle = texts.get(fill) ?? style.ink;
    context.fillText(shareText(data.shares[i]), x + cell / 2, y + cell / 2);
  });
}

/** A share in percent, without the sign: "25", "3.1", "0.04". */
function shareText(share: number): string {
  const value = 100 * share;
  return value >= 9.95 ? `${Math.round(value)}` : value.toFixed(value >= 0.095 ? 1 : 2);
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

/** Draws names of rows and columns: every second, third… if cells are smaller than text, and always the cursor's. */
function drawNames(
  context: CanvasRenderingContext2D,
  { categories }: MatrixData,
  { left, top, cell, dx, dy, rows, columns, side }: MatrixLayout,
  style: MatrixStyle,
  cursor: CellPlace | undefined,
): void {
  const step = Math.ceil(nameHeight / cell);
  context.textBaseline = "middle";
  const write = (index: number, size: number, strong: boolean) => {
    context.font = `${strong ? 600 : 400} 12px ${style.font}`;
    context.fillStyle = strong ? style.ink : style.quiet;
    return cutText(context, categories[index], size);
  };
  const isShown = (index: number, at: number | undefined) =>
    index === at || (index % step === 0 && (at === undefined || Math.abs(index - at) * cell >= nameHeight));
  context.textAlign = "right";
  for (let r = rows[0]; r < rows[1]; r++) {
    const y = top + dy + (r + 0.5) * cell;
    if (!isShown(r, cursor?.row) || y < top || y > top + side) continue;
    context.fillText(write(r, left - 12, r === cursor?.row), left - 8, y);
  }
  context.textAlign = "left";
  for (let c = columns[0]; c < columns[1]; c++) {
    const x = left + dx + (c + 0.5) * cell;
    if (!isShown(c, cursor?.column) || x < left || x > left + side) continue;
    context.save();
    context.translate(x, top - 8);
    context.rotate(-Math.PI / 3);
    context.fillText(write(c, (top - 16) / 0.87, c === cursor?.column), 0, 0);
    context.restore();
  }
}

/** Length of a full bar of recall or precision. */
const long = 44;

/** Draws recall beside the rows and precision below the columns, both from 0 to 100%. */
function drawBars(
  context: CanvasRenderingContext2D,
  data: MatrixData,
  layout: MatrixLayout,
  style: MatrixStyle,
): void {
  const { left, top, side, cell, dx, dy, rows, columns } = layout;
  const thick = Math.max(1, Math.min(10, cell * 0.6));
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
  if (cell < 30) return;
  context.textAlign = "left";
  for (let r = rows[0]; layout.right >= margin.right && r < rows[1]; r++) {
    const y = top + dy + (r + 0.5) * cell;
    if (y >= top && y <= top + side) context.fillText(figure(data.recall[r]), x0 + long + 6, y);
  }
  context.textAlign = "center";
  for (let c = columns[0]; c < columns[1]; c++) {
    const x = left + dx + (c + 0.5) * cell;
    if (x >= left && x <= left + side) context.fillText(figure(data.precision[c]), x, y0 + long + 12);
  }
}

/** Draws the scale of shades in the corner between the bars; the darkest shade means this share. */
function drawScale(
  context: CanvasRenderingContext2D,
  { left, top, side }: MatrixLayout,
  style: MatrixStyle,
  darkest: number,
  hideDiagonal: boolean,
): void {
  const x = left + side + 12;
  const y = top + side + 16;
  const colors = hideDiagonal ? [style.wrong] : [style.right, style.wrong];
  colors.forEach((color, line) => {
    rampOf(style.empty, color).forEach((shade, i) => {
      context.fillStyle = shade;
      context.fillRect(x + (i * long) / shades, y + 10 * line, long / shades + 0.5, 7);
    });
  });
  context.fillStyle = style.quiet;
  context.font = `12px ${style.font}`;
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillText(`to ${shareText(darkest)}%`, x, y + 10 * colors.length + 2);
}

const figure = (value: number) => (Number.isNaN(value) ? "–" : `${Math.round(value * 100)}%`);
