import type { NamePlace } from "../../events.js";
import { namedBlocks } from "../../plots/confusion/blocks.js";
import { cutText } from "../cut-text.js";
import type { MatrixData } from "./matrix-data.js";
import { type MatrixLayout, nameHeight } from "./matrix-layout.js";
import type { MatrixStyle } from "./matrix-style.js";

/** Angle of column names that are turned. */
const ANGLE = -Math.PI / 3;

/** A name beside the rows or above the columns, at the middle of what it names. */
interface Name extends NamePlace {
  text: string;
  at: number;
}

/** Categories along one side: the size of a cell, the scroll offset, the length of the side, what is visible. */
interface Side {
  cell: number;
  offset: number;
  side: number;
  seen: [number, number];
}

export const rowsOf = ({ cellHeight, dy, height, rows }: MatrixLayout): Side => ({
  ...{ cell: cellHeight, offset: dy, side: height, seen: rows },
});
export const columnsOf = ({ cellWidth, dx, width, columns }: MatrixLayout): Side => ({
  ...{ cell: cellWidth, offset: dx, side: width, seen: columns },
});

/** The categories whose name is at a place along a side, in pixels from its start. */
export function nameAt(data: MatrixData, side: Side, at: number): NamePlace | undefined {
  if (at < 0 || at >= side.side) return undefined;
  const index = Math.floor((at - side.offset) / side.cell);
  if (side.cell >= nameHeight || data.blocks.length === 0) return { from: index, to: index + 1 };
  return namedBlocks(data.blocks, side.cell, nameHeight).find(({ from, to }) => index >= from && index < to);
}

/**
 * Draws names beside rows and above columns. Where cells are smaller than text, names of blocks, or every second,
 * third… name.
 */
export function drawNames(
  context: CanvasRenderingContext2D,
  data: MatrixData,
  layout: MatrixLayout,
  style: MatrixStyle,
): void {
  context.font = `12px ${style.font}`;
  context.fillStyle = style.quiet;
  for (const { text, at } of namesOf(data, rowsOf(layout))) {
    rowName(context, text, at, layout);
  }
  for (const { text, at } of namesOf(data, columnsOf(layout))) {
    columnName(context, text, at, layout);
  }
}

/** Draws the names of the cursor's row and column over the others. */
export function drawCursorNames(
  context: CanvasRenderingContext2D,
  { categories }: MatrixData,
  layout: MatrixLayout,
  style: MatrixStyle,
  { row, column }: { row: number; column: number },
): void {
  const { left, top, width, height, dx, dy, cellWidth, cellHeight } = layout;
  context.font = `600 12px ${style.font}`;
  const y = dy + (row + 0.5) * cellHeight;
  const x = dx + (column + 0.5) * cellWidth;
  if (y >= 0 && y <= height) {
    context.fillStyle = style.surface;
    context.fillRect(0, top + y - 10, left - 2, 20);
    context.fillStyle = style.ink;
    rowName(context, categories[row], y, layout);
  }
  if (x < 0 || x > width) return;
  context.fillStyle = style.surface;
  if (layout.level) context.fillRect(left + x - cellWidth / 2, top - 24, cellWidth, 22);
  else {
    context.save();
    context.translate(left + x, top - 8);
    context.rotate(ANGLE);
    context.fillRect(0, -10, (top - 16) / 0.87, 20);
    context.restore();
  }
  context.fillStyle = style.ink;
  columnName(context, categories[column], x, layout);
}

/** The names along one side that have room for their text. */
function namesOf({ categories, blocks }: MatrixData, { cell, offset, side, seen }: Side): Name[] {
  const inside = ({ at }: Name) => at >= 0 && at <= side;
  if (cell < nameHeight && blocks.length > 0) {
    const names: Name[] = [];
    for (const { name, from, to } of namedBlocks(blocks, cell, nameHeight)) {
      // A block that is partly visible is named at the middle of its visible part.
      const [start, end] = [Math.max(0, offset + from * cell), Math.min(side, offset + to * cell)];
      if (end - start >= nameHeight) names.push({ text: name, at: (start + end) / 2, from, to });
    }
    return names;
  }
  const step = Math.ceil(nameHeight / cell);
  const names: Name[] = [];
  for (let index = Math.ceil(seen[0] / step) * step; index < seen[1]; index += step) {
    names.push({ text: categories[index], at: offset + (index + 0.5) * cell, from: index, to: index + 1 });
  }
  return names.filter(inside);
}

function rowName(
  context: CanvasRenderingContext2D,
  text: string,
  y: number,
  { left, top }: MatrixLayout,
): void {
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillText(cutText(context, text, left - 12), left - 8, top + y);
}

function columnName(context: CanvasRenderingContext2D, text: string, x: number, layout: MatrixLayout): void {
  const { left, top, level, cellWidth } = layout;
  context.textBaseline = "middle";
  if (level) {
    context.textAlign = "center";
    context.fillText(cutText(context, text, cellWidth - 4), left + x, top - 14);
    return;
  }
  context.textAlign = "left";
  context.save();
  context.translate(left + x, top - 8);
  context.rotate(ANGLE);
  context.fillText(cutText(context, text, (top - 16) / 0.87), 0, 0);
  context.restore();
}
