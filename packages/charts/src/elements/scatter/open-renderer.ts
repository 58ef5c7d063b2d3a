import { RasterRenderer } from "./raster-renderer.js";
import type { PointRenderer } from "./renderer.js";
import { WebglRenderer } from "./webgl-renderer.js";

/** "auto": WebGL with a hardware GPU, otherwise a 2D canvas, which is faster on a CPU. */
export type RendererChoice = "auto" | "webgl" | "canvas";

const emulator = /swiftshader|llvmpipe|lavapipe|softpipe|software|microsoft basic render|\bwarp\b/i;

let asked: Promise<boolean> | undefined;

/**
 * Whether a hardware GPU renders WebGL 2; never rejects. Checked in a worker, because the first WebGL context can
 * block for a second while the browser starts its GPU process.
 */
export function hasGraphicsCard(): Promise<boolean> {
  asked ??= new Promise<boolean>((resolve) => {
    const source = new Blob([`postMessage((${rendererName})())`], { type: "text/javascript" });
    const url = URL.createObjectURL(source);
    try {
      const worker = new Worker(url, { name: "gpu" });
      worker.addEventListener("message", ({ data }) => {
        worker.terminate();
        resolve(data !== "" && !emulator.test(data));
      });
      worker.addEventListener("error", () => resolve(false));
    } catch {
      resolve(false); // a page whose policy forbids such workers draws on a 2D canvas
    }
  });
  return asked;
}

/** Name of the renderer of a WebGL 2 context, empty without one. Becomes a worker's source, so it refers to nothing else. */
function rendererName(): string {
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  const unmasked = gl?.getExtension("WEBGL_debug_renderer_info");
  const name = gl ? String(gl.getParameter(unmasked ? unmasked.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : "";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return name;
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
  return { renderer: new RasterRenderer(canvas), kind: "canvas" };
}
