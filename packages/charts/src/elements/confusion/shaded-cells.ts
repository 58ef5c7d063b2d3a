import { type Shades, shadesOf } from "../../plots/confusion/shade.js";
import type { MatrixData } from "./matrix-data.js";
import { MatrixIndex } from "./matrix-index.js";
import { type Ramp, SHADES } from "./matrix-style.js";

/** A matrix with the shade of each cell. */
export interface ShadedCells {
  index: MatrixIndex;
  shades: Shades;
  /** Shade of each cell, 0 to SHADES − 1; 255 for a cell that is not drawn. */
  levels: Uint8Array;
  /** Color of each cell: index into `RAMPS`. */
  ramps: Uint8Array;
}

export const RAMPS: readonly Ramp[] = ["right", "wrong", "mixed"];
export const NOT_DRAWN = 255;

export function shadedCells(data: MatrixData): ShadedCells {
  const { cells, values, hideDiagonal, share, scale, difference } = data;
  const isDrawn = (i: number) => values[i] !== 0 && !(hideDiagonal && cells[i].row === cells[i].column);
  const whole = !difference && !hideDiagonal && (share === "label" || share === "prediction");
  const shades = shadesOf({ values: values.filter((_, i) => isDrawn(i)), scale, whole });
  return {
    index: new MatrixIndex(data),
    shades,
    levels: Uint8Array.from(cells, (_, i) =>
      isDrawn(i) ? Math.round(shades.shade(values[i]) * (SHADES - 1)) : NOT_DRAWN,
    ),
    ramps: Uint8Array.from(cells, (_, i) => rampOf(data, i)),
  };
}

/** In a difference, more right predictions and fewer errors are better. */
function rampOf({ cells, values, difference, other }: MatrixData, i: number): number {
  const { row, column } = cells[i];
  if (row === column && row === other) return 2;
  const isGood = difference ? (row === column) === values[i] > 0 : row === column;
  return isGood ? 0 : 1;
}
