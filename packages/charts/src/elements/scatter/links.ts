import type { Positions } from "../../geometry/placement.js";
import { type Camera, emphasis, type Scene } from "./scene.js";

/** Lines between points. */
export interface Links {
  /** Row of each line's two ends: `[lines]`. */
  from: Int32Array;
  to: Int32Array;
  /** 1 for lines that are solid, such as neighbors that the map kept near, 0 for dashed ones; default: all solid. */
  kept?: Uint8Array;
}

/** Maximum number of lines drawn. */
const MOST = 4000;

/** Draws lines between visible points: the kept ones solid and above the others, which are dashed and fainter. */
export function drawLinks(
  context: CanvasRenderingContext2D,
  { from, to, kept }: Links,
  scene: Scene,
  { x, y }: Positions,
  { scale, left, top }: Camera,
  colors: { kept: string; lost: string },
): void {
  const shows = (row: number) => row >= 0 && row < scene.n && scene.emphasis[row] !== emphasis.hidden;
  const trace = (wanted: boolean) => {
    context.beginPath();
    for (let i = 0; i < Math.min(MOST, from.length); i++) {
      const [a, b] = [from[i], to[i]];
      if ((kept?.[i] ?? 1) !== Number(wanted) || !shows(a) || !shows(b)) continue;
      context.moveTo(x[a] * scale + left, y[a] * scale + top);
      context.lineTo(x[b] * scale + left, y[b] * scale + top);
    }
    context.stroke();
  };
  context.save();
  context.strokeStyle = colors.lost;
  context.lineWidth = 1.25;
  context.setLineDash([4, 4]);
  trace(false);
  context.setLineDash([]);
  context.strokeStyle = colors.kept;
  context.lineWidth = 1.75;
  trace(true);
  context.restore();
}
