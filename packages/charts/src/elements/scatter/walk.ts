import type { Positions } from "../../geometry/placement.js";
import { emphasis, type Scene } from "./scene.js";

/** The nearest visible point within 45° of a direction. Without a start, the one nearest to the center. */
export function nearestInDirection(
  { x, y }: Positions,
  scene: Scene,
  from: number | undefined,
  [dx, dy]: readonly [number, number],
): number | undefined {
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  const [x0, y0] = from === undefined ? [0.5, 0.5] : [x[from], y[from]];
  for (let i = 0; i < scene.n; i++) {
    if (i === from || scene.emphasis[i] === emphasis.hidden) continue;
    const along = (x[i] - x0) * dx + (y[i] - y0) * dy;
    const across = Math.abs((x[i] - x0) * dy) + Math.abs((y[i] - y0) * dx);
    if (from !== undefined && across >= along) continue;
    const distance = Math.hypot(x[i] - x0, y[i] - y0);
    if (distance < least) [least, best] = [distance, i];
  }
  return best ?? from;
}
