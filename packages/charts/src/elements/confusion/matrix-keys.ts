import type { CellPlace } from "../../events.js";

const FAR = Number.MAX_SAFE_INTEGER;

/**
 * The place to which a key moves the cursor: arrows by one cell, with Ctrl to the edge, Home and End along the row,
 * with Ctrl to the corners, Page Up and Page Down by `page` rows. Undefined for other keys.
 */
export function movedCursor(
  { key, ctrlKey, metaKey }: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">,
  cursor: CellPlace | undefined,
  { count, page }: { count: number; page: number },
): CellPlace | undefined {
  const far = ctrlKey || metaKey;
  const step = far ? FAR : 1;
  const steps: Record<string, readonly [rows: number, columns: number]> = {
    ArrowLeft: [0, -step],
    ArrowRight: [0, step],
    ArrowUp: [-step, 0],
    ArrowDown: [step, 0],
    Home: [far ? -FAR : 0, -FAR],
    End: [far ? FAR : 0, FAR],
    PageUp: [-page, 0],
    PageDown: [page, 0],
  };
  const moved = Object.hasOwn(steps, key) ? steps[key] : undefined;
  if (!moved || count === 0) return undefined;
  if (!cursor && key.startsWith("Arrow")) return { row: 0, column: 0 };
  const { row, column } = cursor ?? { row: 0, column: 0 };
  const inside = (value: number) => Math.max(0, Math.min(count - 1, value));
  return { row: inside(row + moved[0]), column: inside(column + moved[1]) };
}
