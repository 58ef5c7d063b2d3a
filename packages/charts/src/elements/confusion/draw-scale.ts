import { shareWords, tickText } from "../../plots/confusion/shade.js";
import type { MatrixData } from "./matrix-data.js";
import { BAR, type MatrixLayout } from "./matrix-layout.js";
import { type MatrixStyle, type Ramp, SHADES } from "./matrix-style.js";
import type { ShadedCells } from "./shaded-cells.js";

/** Length of the color bar, and its smallest on narrow matrices. */
const [LENGTH, SHORT] = [168, 96];
/** Pixels between a tick and the end, so that their labels do not touch. */
const ROOM = 46;
/** Height of each of its colors. */
const THICK = 7;

/** Draws the color bar below the matrix, with its values. */
export function drawScale(
  context: CanvasRenderingContext2D,
  { share, hideDiagonal, difference }: MatrixData,
  { shades }: ShadedCells,
  { left: start, top, height }: MatrixLayout,
  style: MatrixStyle,
): void {
  const y = top + height + BAR + 20;
  const words = difference
    ? `change of ${share === "none" ? "images" : shareWords[share]}`
    : shareWords[share];
  context.font = `12px ${style.font}`;
  // On narrow matrices the bar begins further to the left and is shorter, so that its words fit.
  const room = context.canvas.width / context.getTransform().a - 28 - context.measureText(words).width;
  const length = Math.max(SHORT, Math.min(LENGTH, room));
  const left = Math.max(8, Math.min(start, room - length + 8));
  const ramps: readonly Ramp[] = hideDiagonal && !difference ? ["wrong"] : ["right", "wrong"];
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const [line, ramp] of ramps.entries()) {
    for (let i = 0; i < SHADES; i++) {
      context.fillStyle = style.ramps[ramp][i];
      context.fillRect(left + (i * length) / SHADES, y + line * (THICK + 1), length / SHADES + 0.5, THICK);
    }
  }
  context.fillStyle = style.quiet;
  context.fillText(words, left + length + 12, y + THICK);
  const below = y + ramps.length * (THICK + 1) + 3;
  context.textBaseline = "top";
  const last = shades.ticks.length - 1;
  for (const [i, tick] of shades.ticks.entries()) {
    const x = left + shades.shade(tick) * length;
    // Beside the labels of the ends, on short bars.
    if (i > 0 && i < last && left + length - x < ROOM) continue;
    context.textAlign = i === 0 ? "left" : i === last ? "right" : "center";
    context.fillText(tickText(tick, share), i === 0 ? left : x, below);
  }
}
