import { pointer } from "d3";
import { boxOutline, type Point } from "../../lib/polygon.js";

export type Tool = "pan" | "box" | "lasso";

/** Which tool a press means: the chosen one, or with Shift the lasso, with Alt the box. */
export function toolOf(event: MouseEvent, chosen: Tool): Tool {
  return event.shiftKey ? "lasso" : event.altKey ? "box" : chosen;
}

/**
 * Follows a pointer that was pressed on a map until it is released, drawing a box or a lasso: `draw` gets the outline
 * so far, then none, and `done` the whole one if it encloses anything.
 */
export function followOutline(
  map: HTMLElement,
  press: PointerEvent,
  tool: "box" | "lasso",
  draw: (outline: Point[]) => void,
  done: (outline: Point[]) => void,
): void {
  const start = pointer(press, map);
  let outline: Point[] = [start];
  map.setPointerCapture(press.pointerId);
  const stop = new AbortController();
  const move = (event: PointerEvent) => {
    const here = pointer(event, map);
    outline = tool === "box" ? boxOutline(start, here) : [...outline, here];
    draw(outline);
  };
  const end = () => {
    stop.abort();
    draw([]);
    if (outline.length > 2) done(outline);
  };
  map.addEventListener("pointermove", move, stop);
  map.addEventListener("pointerup", end, stop);
  map.addEventListener("pointercancel", end, stop);
}

/** Draws an outline: a thin line, a tint inside. */
export function drawOutline(context: CanvasRenderingContext2D, outline: Point[], color: string): void {
  if (outline.length < 2) return;
  context.beginPath();
  for (const [x, y] of outline) context.lineTo(x, y);
  context.closePath();
  context.globalAlpha = 0.12;
  context.fillStyle = color;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.stroke();
}
