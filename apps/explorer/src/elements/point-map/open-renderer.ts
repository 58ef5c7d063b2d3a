import { CanvasRenderer } from "./canvas-renderer.js";
import type { PointRenderer } from "./scene.js";
import { WebglRenderer } from "./webgl-renderer.js";

/** WebGL where there is one, else a plain canvas. A canvas that was asked for WebGL can't become the other. */
export function openRenderer(
  canvas: HTMLCanvasElement,
  allowWebgl: boolean,
): { renderer: PointRenderer; kind: string } {
  if (allowWebgl) {
    try {
      return { renderer: new WebglRenderer(canvas), kind: "webgl" };
    } catch {
      // The plain canvas below shows the same.
    }
  }
  return { renderer: new CanvasRenderer(canvas), kind: "canvas" };
}
