import { CanvasRenderer } from "./canvas-renderer.js";
import type { PointRenderer } from "./scene.js";
import { WebglRenderer } from "./webgl-renderer.js";

/** "auto": WebGL with a hardware GPU, otherwise a 2D canvas, which is faster on a CPU. */
export type RendererChoice = "auto" | "webgl" | "canvas";

let asked: Promise<boolean> | undefined;

/** Whether a hardware GPU renders WebGL 2; never throws. */
export function hasGraphicsCard(): Promise<boolean> {
  asked ??= new Promise<boolean>((resolve) => {
    const worker = new Worker(new URL("./gpu.worker.ts", import.meta.url), { type: "module", name: "gpu" });
    worker.addEventListener("message", ({ data }) => resolve(data));
    worker.addEventListener("error", () => resolve(false));
  });
  return asked;
}

/** Opens a renderer on its own canvas; `onLost` is called if the WebGL context is lost. */
export function openRenderer(
  canvas: HTMLCanvasElement,
  kind: "webgl" | "canvas",
  onLost: () => void,
): { renderer: PointRenderer; kind: "webgl" | "canvas" } {
  if (kind === "webgl") {
    try {
      const renderer = new WebglRenderer(canvas);
      canvas.addEventListener("webglcontextlost", onLost, { once: true });
      return { renderer, kind };
    } catch {
      // Fall back to the 2D canvas below.
    }
  }
  return { renderer: new CanvasRenderer(canvas), kind: "canvas" };
}
