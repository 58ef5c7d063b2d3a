import { interpolateRgb, piecewise } from "d3";
import { readableOn } from "../../color/readable.js";
import type { CellPlace } from "../../events.js";
import { decimal } from "../../format.js";
import { isRight, type SimilarityMatrix, shareOf } from "../../plots/similarity/similarity-data.js";
import { cutText } from "../cut-text.js";
import { type SimilarityLayout, slope } from "./similarity-layout.js";

export interface SimilarityStyle {
  ink: string;
  quiet: string;
  surface: string;
  skeleton: string;
  focus: string;
  right: string;
  wrong: string;
  /** From the lowest to the highest cosine. */
  amounts: readonly string[];
  font: string;
}

/** Number of shades, and the smallest cell with a number in it. */
const shades = 64;
const numbered = 29;
/** Smallest cell in which a number in the middle leaves room for a mark in the corner. */
const roomy = 44;
/** Smallest distance between the numbers of neighboring rows or columns. */
const lineHeight = 14;

/** Draws the cells, given pairs, best texts, the names or numbers of rows and columns, and the cursor. */
export function drawCells(
  context: CanvasRenderingContext2D,
  matrix: SimilarityMatrix,
  layout: SimilarityLayout,
  style: SimilarityStyle,
  cursor: CellPlace | undefined,
): void {
  context.textBaseline = "middle";
  drawShades(context, matrix, layout, style);
  drawPairs(context, matrix, layout, style);
  drawRows(context, matrix, layout, style, cursor?.row);
  drawColumns(context, matrix, layout, style, cursor?.column);
  if (!cursor) return;
  const { left, top, cell } = layout;
  const size = Math.max(cell, 8) + 3;
  const at = (place: number) => (place + 0.5) * cell - 0.5 - size / 2;
  context.strokeStyle = style.surface;
  context.lineWidth = 5;
  context.strokeRect(left + at(cursor.column), top + at(cursor.row), size, size);
  context.strokeStyle = style.focus;
  context.lineWidth = 2.5;
  context.strokeRect(left + at(cursor.column), top + at(cursor.row), size, size);
}

function drawShades(
  context: CanvasRenderingContext2D,
  matrix: SimilarityMatrix,
  { left, top, cell }: SimilarityLayout,
  { amounts, skeleton, ink, surface, font }: SimilarityStyle,
): void {
  const mix = piecewise(interpolateRgb, [...amounts]);
  const fills = Array.from({ length: shades }, (_, i) => mix(i / (shades - 1)));
  const inks = fills.map((fill) => readableOn(fill, { ink, surface }));
  const gap = cell >= 8 ? 1 : 0;
  context.textAlign = "center";
  for (let row = 0; row < matrix.rows; row++) {
    for (let column = 0; column < matrix.cols; column++) {
      const cosine = matrix.at(row, column);
      const shade = Math.round(shareOf(matrix, cosine) * (shades - 1));
      const [x, y] = [left + column * cell, top + row * cell];
      context.fillStyle = Number.isNaN(cosine) ? skeleton : fills[shade];
      context.fillRect(x, y, cell - gap, cell - gap);
      if (cell < numbered || Number.isNaN(cosine)) continue;
      context.font = `${column === matrix.best[row] ? 700 : 400} ${cell >= 56 ? 14 : 12}px ${font}`;
      context.fillStyle = inks[shade];
      const below = cell >= roomy ? 1 : 5; // of the best text's mark
      context.fillText(decimal(cosine), x + (cell - gap) / 2, y + (cell - gap) / 2 + below);
    }
  }
}

function drawPairs(
  context: CanvasRenderingContext2D,
  matrix: SimilarityMatrix,
  { left, top, cell }: SimilarityLayout,
  style: SimilarityStyle,
): void {
  for (let row = 0; row < matrix.rows; row++) {
    const [match, best] = [matrix.matches[row], matrix.best[row]];
    const y = top + row * cell;
    if (match >= 0) drawFrame(context, left + match * cell, y, cell, style);
    if (best < 0) continue;
    const inCorner = cell >= numbered;
    const size = inCorner ? (cell >= roomy ? 4 : 3) : Math.max(1.5, cell / 5);
    const [dx, dy] = inCorner ? [cell - size - 5, size + 4] : [(cell - 1) / 2, (cell - 1) / 2];
    drawBest(context, left + best * cell + dx, y + dy, size, isRight(matrix, row), style);
  }
}

/** The frame of a given pair: ink, and the background's color inside it. */
export function drawFrame(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  cell: number,
  { ink, surface }: Pick<SimilarityStyle, "ink" | "surface">,
): void {
  const around = (inset: number, color: string, width: number) => {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.strokeRect(x + inset, y + inset, cell - 1 - 2 * inset, cell - 1 - 2 * inset);
  };
  if (cell >= 12) around(2.5, surface, 1);
  around(cell >= 12 ? 1 : 0.5, ink, cell >= 12 ? 2 : 1);
}

/** A blue disc for right, an orange diamond for wrong, a disc in ink where no text is given. */
function drawBest(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  size: number,
  right: boolean | undefined,
  style: SimilarityStyle,
): void {
  context.beginPath();
  if (right === false) {
    const r = size * 1.3;
    context.moveTo(x, y - r);
    for (const [dx, dy] of [
      [r, 0],
      [0, r],
      [-r, 0],
    ]) {
      context.lineTo(x + dx, y + dy);
    }
    context.closePath();
  } else context.arc(x, y, size, 0, 2 * Math.PI);
  context.fillStyle = right === undefined ? style.ink : right ? style.right : style.wrong;
  context.strokeStyle = style.surface;
  context.lineWidth = Math.min(3, size);
  context.stroke();
  context.fill();
}

/** Names of the images, unless they are shown as pictures. */
function drawRows(
  context: CanvasRenderingContext2D,
  { rows, names }: SimilarityMatrix,
  { left, top, cell, picture, names: room }: SimilarityLayout,
  style: SimilarityStyle,
  cursor: number | undefined,
): void {
  if (picture > 0) return;
  const step = Math.ceil(lineHeight / cell);
  context.textAlign = "right";
  for (let row = 0; row < rows; row++) {
    const near = cursor !== undefined && row !== cursor && Math.abs(row - cursor) * cell < lineHeight;
    if (near || (row % step !== 0 && row !== cursor)) continue;
    strong(context, style, row === cursor);
    context.fillText(cutText(context, names[row], room - 12), left - 8, top + (row + 0.5) * cell);
  }
}

/** Texts above the columns, or the columns' numbers. */
function drawColumns(
  context: CanvasRenderingContext2D,
  { cols, texts }: SimilarityMatrix,
  { left, top, cell, texts: room }: SimilarityLayout,
  style: SimilarityStyle,
  cursor: number | undefined,
): void {
  const listed = room === 0;
  const apart = listed ? 20 : lineHeight;
  const step = Math.ceil(apart / cell);
  context.textAlign = listed ? "center" : "left";
  for (let column = 0; column < cols; column++) {
    const near = cursor !== undefined && column !== cursor && Math.abs(column - cursor) * cell < apart;
    if (near || (column % step !== 0 && column !== cursor)) continue;
    strong(context, style, column === cursor);
    const x = left + (column + 0.5) * cell;
    if (listed) {
      context.fillText(String(column + 1), x, top - 11);
      continue;
    }
    context.save();
    context.translate(x, top - 8);
    context.rotate(-slope);
    context.fillText(texts[column], 0, 0);
    context.restore();
  }
}

function strong(context: CanvasRenderingContext2D, style: SimilarityStyle, on: boolean): void {
  context.font = `${on ? 600 : 400} 12px ${style.font}`;
  context.fillStyle = on ? style.ink : style.quiet;
}
