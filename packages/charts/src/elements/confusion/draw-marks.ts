import type { CellPlace } from "../../events.js";
import type { MatrixLayout } from "./matrix-layout.js";
import type { MatrixStyle } from "./matrix-style.js";

/** Outlines cells inside their edges; very small cells get a square that is large enough to see. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  marked: readonly CellPlace[],
  { left, top, width, height, cellWidth, cellHeight, dx, dy, rows, columns }: MatrixLayout,
  style: MatrixStyle,
): void {
  if (marked.length === 0) return;
  context.save();
  context.beginPath();
  context.rect(left - 1, top - 1, width + 2, height + 2);
  context.clip();
  context.strokeStyle = style.accent;
  context.lineWidth = 2;
  const [wide, tall] = [Math.max(cellWidth - 4, 5), Math.max(cellHeight - 4, 5)];
  for (const { row, column } of marked) {
    if (row < rows[0] || row >= rows[1] || column < columns[0] || column >= columns[1]) continue;
    const x = left + dx + (column + 0.5) * cellWidth - wide / 2;
    const y = top + dy + (row + 0.5) * cellHeight - tall / 2;
    context.strokeRect(x, y, wide, tall);
  }
  context.restore();
}
