import { rgb } from "d3";
import { readableOn } from "../../color/readable.js";
import { namedBlocks } from "../../plots/confusion/blocks.js";
import type { ConfusionBlock } from "../../plots/confusion/confusion.js";
import { changeText, valueText } from "../../plots/confusion/shade.js";
import type { MatrixData } from "./matrix-data.js";
import { type MatrixLayout, nameHeight } from "./matrix-layout.js";
import type { MatrixStyle } from "./matrix-style.js";
import { NOT_DRAWN, RAMPS, type ShadedCells } from "./shaded-cells.js";

/** Smallest side of a drawn cell, so that a single error among a thousand classes stays visible. */
const LEAST = 2.5;
/** Cells smaller than this are written as pixels. */
const PIXELS = 8;

/** Draws the visible cells, with their values if there is room, and the grid. */
export function drawCells(
  context: CanvasRenderingContext2D,
  data: MatrixData,
  shaded: ShadedCells,
  layout: MatrixLayout,
  style: MatrixStyle,
): void {
  const { left, top, width, height } = layout;
  context.fillStyle = style.empty;
  context.fillRect(left, top, width, height);
  if (Math.min(layout.cellWidth, layout.cellHeight) < PIXELS) {
    drawPixels(context, data, shaded, layout, style);
    drawBlockLines(context, data, layout, style);
    return;
  }
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  drawRectangles(context, data, shaded, layout, style);
  drawGrid(context, layout, style);
  context.restore();
  drawBlockLines(context, data, layout, style);
}

function drawRectangles(
  context: CanvasRenderingContext2D,
  { cells, values, share, difference }: MatrixData,
  { index, levels, ramps }: ShadedCells,
  { left, top, cellWidth, cellHeight, dx, dy, rows, columns }: MatrixLayout,
  style: MatrixStyle,
): void {
  const figures = cellWidth >= 28 && cellHeight >= 15;
  const inks = new Map<string, string>();
  const inkOn = (fill: string) => {
    const ink = inks.get(fill) ?? readableOn(fill, style);
    inks.set(fill, ink);
    return ink;
  };
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.font = `12px ${style.font}`;
  index.within(rows, columns, (at) => {
    if (levels[at] === NOT_DRAWN) return;
    const x = left + dx + cells[at].column * cellWidth;
    const y = top + dy + cells[at].row * cellHeight;
    const fill = style.ramps[RAMPS[ramps[at]]][levels[at]];
    context.fillStyle = fill;
    context.fillRect(x, y, cellWidth, cellHeight);
    if (!figures) return;
    context.fillStyle = inkOn(fill);
    const text = (difference ? changeText : valueText)(values[at], share);
    context.fillText(text, x + cellWidth / 2, y + cellHeight / 2, cellWidth - 2);
  });
}

/** Writes small cells into an image, the darker one where two would cover a pixel. */
function drawPixels(
  context: CanvasRenderingContext2D,
  { cells }: MatrixData,
  { index, levels, ramps }: ShadedCells,
  { left, top, width, height, cellWidth, cellHeight, dx, dy, rows, columns }: MatrixLayout,
  style: MatrixStyle,
): void {
  const ratio = context.getTransform().a;
  const [x0, y0] = [Math.round(left * ratio), Math.round(top * ratio)];
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  const image = context.createImageData(w, h);
  const pixels = new Uint32Array(image.data.buffer);
  const best = new Uint8Array(w * h);
  pixels.fill(pixelOf(style.empty));
  const colors = RAMPS.map((ramp) => Uint32Array.from(style.ramps[ramp], pixelOf));
  const spanOf = (start: number, cell: number, limit: number): [number, number] => {
    const size = Math.max(cell, LEAST) * ratio;
    const from = (start + cell / 2) * ratio - size / 2;
    return [Math.max(0, Math.round(from)), Math.min(limit, Math.round(from + size))];
  };
  index.within(rows, columns, (at) => {
    if (levels[at] === NOT_DRAWN) return;
    const color = colors[ramps[at]][levels[at]];
    const weight = levels[at] + 1;
    const [fromX, toX] = spanOf(dx + cells[at].column * cellWidth, cellWidth, w);
    const [fromY, toY] = spanOf(dy + cells[at].row * cellHeight, cellHeight, h);
    for (let y = fromY; y < toY; y++) {
      for (let x = fromX; x < toX; x++) {
        const pixel = y * w + x;
        if (best[pixel] >= weight) continue;
        best[pixel] = weight;
        pixels[pixel] = color;
      }
    }
  });
  context.putImageData(image, x0, y0);
}

/** A color as the 32 bits of an image's pixel, which are little-endian. */
function pixelOf(color: string): number {
  const { r, g, b } = rgb(color);
  return ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
}

function drawGrid(
  context: CanvasRenderingContext2D,
  { left, top, width, height, cellWidth, cellHeight, dx, dy, rows, columns }: MatrixLayout,
  style: MatrixStyle,
): void {
  context.strokeStyle = style.surface;
  context.lineWidth = 1;
  context.beginPath();
  for (let c = columns[0]; c <= columns[1]; c++) {
    context.moveTo(left + dx + c * cellWidth, top);
    context.lineTo(left + dx + c * cellWidth, top + height);
  }
  for (let r = rows[0]; r <= rows[1]; r++) {
    context.moveTo(left, top + dy + r * cellHeight);
    context.lineTo(left + width, top + dy + r * cellHeight);
  }
  context.stroke();
}

/** Mean number of categories per block from which lines between blocks are drawn. */
const IN_BLOCK = 3;

/** Lines between blocks, across the matrix: stronger ones between those of the coarsest level. */
function drawBlockLines(
  context: CanvasRenderingContext2D,
  { blocks, categories }: MatrixData,
  layout: MatrixLayout,
  style: MatrixStyle,
): void {
  const large = blocks.filter((level) => categories.length / level.length >= IN_BLOCK);
  const coarsest = large.at(-1);
  const named = namedBlocks(large, layout.cellHeight, nameHeight);
  if (named !== coarsest) drawLines(context, named, layout, style.line);
  if (coarsest) drawLines(context, coarsest, layout, style.strong);
}

function drawLines(
  context: CanvasRenderingContext2D,
  blocks: readonly ConfusionBlock[],
  { left, top, width, height, cellWidth, cellHeight, dx, dy }: MatrixLayout,
  color: string,
): void {
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.beginPath();
  for (const { to } of blocks.slice(0, -1)) {
    const [x, y] = [Math.round(dx + to * cellWidth) - 0.5, Math.round(dy + to * cellHeight) - 0.5];
    if (x > 0 && x < width) {
      context.moveTo(left + x, top);
      context.lineTo(left + x, top + height);
    }
    if (y > 0 && y < height) {
      context.moveTo(left, top + y);
      context.lineTo(left + width, top + y);
    }
  }
  context.stroke();
}
