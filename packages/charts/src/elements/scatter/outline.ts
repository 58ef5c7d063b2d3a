import { pointer } from "d3";
import type { PointsDetail } from "../../events.js";
import { boxOutline, type Point } from "../../geometry/polygon.js";

export type Tool = "pan" | "box" | "lasso";

/** The tool for a pointer press: instead of panning, the lasso with Shift and the box with Alt. */
export function toolOf(event: MouseEvent, chosen: Tool): Tool {
  if (chosen !== "pan") return chosen;
  return event.shiftKey ? "lasso" : event.altKey ? "box" : chosen;
}

/** How a box or lasso changes the selection: adds with Shift, removes with Alt, replaces otherwise. */
export function howOf(event: MouseEvent, chosen: Tool): PointsDetail["how"] {
  if (chosen === "pan") return "replace";
  return event.shiftKey ? "add" : event.altKey ? "remove" : "replace";
}

/**
 * Tracks a pointer press on the map until release, drawing a box or lasso: `draw` receives the current outline,
 * then an empty one; `done` receives the final outline if it encloses an area.
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

/** Draws an outline with a tinted interior. */
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
