import type { Fit } from "../../geometry/placement.js";
import type { Point } from "../../geometry/polygon.js";
import { type Box, overlap } from "./box.js";
import type { Camera } from "./scene.js";

/** A labeled mark on the map that is not a point, such as a text among images; x and y in the positions' unit. */
export interface Anchor {
  id: string;
  label: string;
  x: number;
  y: number;
}

/** Where an anchor was drawn, in pixels: its mark, and its label unless there was no room for it. */
export interface DrawnAnchor {
  id: string;
  boxes: readonly Box[];
}

/** Half the diagonal of an anchor's mark. */
const HALF = 7;
/** Distance from the mark within which the pointer hits it, so that the target is 24 pixels wide. */
const REACH = 12;
/** Longest label, in pixels. */
const LONGEST = 220;

export interface AnchorStyle {
  ink: string;
  ground: string;
  accent: string;
  font: string;
}

/**
 * Draws the anchors above the points: a mark for each that is in sight, and its label on the first side on which it
 * covers none of `taken`, to which it is added.
 */
export function drawAnchors(
  context: CanvasRenderingContext2D,
  anchors: readonly Anchor[],
  { scale: unit, left: dx, top: dy }: Fit,
  { width, height, scale, left, top }: Camera,
  { ink, ground, accent, font }: AnchorStyle,
  taken: Box[],
): DrawnAnchor[] {
  const placed = anchors
    .map((anchor) => ({
      ...anchor,
      px: (anchor.x * unit + dx) * scale + left,
      py: (anchor.y * unit + dy) * scale + top,
    }))
    .filter(({ px, py }) => px > -HALF && py > -HALF && px < width + HALF && py < height + HALF);
  for (const { px, py } of placed) taken.push([px - HALF, py - HALF, px + HALF, py + HALF]);
  context.save();
  context.font = `600 12px ${font}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const drawn = placed.map(({ id, label, px, py }) => {
    drawMark(context, px, py, accent, ground);
    const text = cut(context, label);
    const wide = context.measureText(text).width + 12;
    const sides: Point[] = [
      [px + HALF + 3, py - 10],
      [px - HALF - 3 - wide, py - 10],
      [px - wide / 2, py - HALF - 23],
      [px - wide / 2, py + HALF + 3],
    ];
    const boxes: Box[] = [[px - REACH, py - REACH, px + REACH, py + REACH]];
    for (const [x, y] of sides) {
      const box: Box = [x, y, x + wide, y + 20];
      const outside = x < 0 || y < 0 || x + wide > width || y + 20 > height;
      if (outside || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      boxes.push(box);
      drawLabel(context, text, box, { ink, ground, accent });
      break;
    }
    return { id, boxes };
  });
  context.restore();
  return drawn;
}

/** The anchor whose mark or label is at a position in pixels. */
export function anchorAt(drawn: readonly DrawnAnchor[], [x, y]: Point): string | undefined {
  const inside = ([x0, y0, x1, y1]: Box) => x >= x0 && x <= x1 && y >= y0 && y <= y1;
  return drawn.findLast(({ boxes }) => boxes.some(inside))?.id;
}

function drawMark(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  accent: string,
  ground: string,
): void {
  context.beginPath();
  context.moveTo(x, y - HALF);
  context.lineTo(x + HALF, y);
  context.lineTo(x, y + HALF);
  context.lineTo(x - HALF, y);
  context.closePath();
  context.lineJoin = "round";
  context.lineWidth = 5;
  context.strokeStyle = ground;
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = accent;
  context.fillStyle = ground;
  context.fill();
  context.stroke();
  context.beginPath();
  context.arc(x, y, 2, 0, 2 * Math.PI);
  context.fillStyle = accent;
  context.fill();
}

function drawLabel(
  context: CanvasRenderingContext2D,
  text: string,
  [x0, y0, x1, y1]: Box,
  { ink, ground, accent }: Omit<AnchorStyle, "font">,
): void {
  context.beginPath();
  context.roundRect(x0 + 0.5, y0 + 0.5, x1 - x0 - 1, y1 - y0 - 1, 4);
  context.fillStyle = ground;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = accent;
  context.stroke();
  context.fillStyle = ink;
  context.fillText(text, x0 + 6, (y0 + y1) / 2 + 0.5);
}

/** A label, cut off if it is longer than what fits. */
function cut(context: CanvasRenderingContext2D, label: string): string {
  if (context.measureText(label).width <= LONGEST) return label;
  let end = label.length;
  while (end > 1 && context.measureText(`${label.slice(0, end)}…`).width > LONGEST) end--;
  return `${label.slice(0, end).trimEnd()}…`;
}
