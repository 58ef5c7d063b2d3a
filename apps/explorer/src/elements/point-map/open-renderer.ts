import { CanvasRenderer } from "./canvas-renderer.js";
import type { PointRenderer } from "./scene.js";
import { WebglRenderer } from "./webgl-renderer.js";

/** "auto": WebGL where a graphics card does it, else a plain canvas, which is faster than an emulated card. */
export type RendererChoice = "auto" | "webgl" | "canvas";

/** Opens the renderer asked for, or the best there is; `onLost` is called if its graphics card goes away. */
export function openRenderer(
  canvas: HTMLCanvasElement,
  choice: RendererChoice,
  onLost: () => void,
): { renderer: PointRenderer; kind: string } {
  if (choice !== "canvas") {
    try {
      const renderer = new WebglRenderer(canvas, choice === "webgl");
      canvas.addEventListener("webglcontextlost", onLost, { once: true });
      return { renderer, kind: "webgl" };
    } catch {
      // The plain canvas below shows the same.
    }
  }
  return { renderer: new CanvasRenderer(canvas), kind: "canvas" };
}
