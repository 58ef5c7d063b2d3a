import { openWebgl } from "./platform/webgl.js";

/** Compute backends, best first. */
export const backendNames = ["webgpu", "webgl", "wasm", "cpu"] as const;
export type BackendName = (typeof backendNames)[number];

export interface BackendOptions {
  /**
   * Compute backend. "auto" (default) for the tfjs engine: the first that starts of hardware webgpu, hardware
   * webgl, wasm and cpu.
   */
  backend?: BackendName | "auto";
  /**
   * Browser, tfjs engine: location of the three .wasm files of @tensorflow/tfjs-backend-wasm, as a folder URL
   * ending in "/" or a map from file name to URL. Read when wasm first starts. Not needed in Node.
   */
  wasmPaths?: string | Record<string, string>;
}

/**
 * How a backend is available. "emulated": a CPU emulates the GPU, or the GPU computes in half precision; it
 * works, but is slower or less exact than wasm.
 */
export type BackendSupport = "hardware" | "emulated" | "absent";

/** How a backend is available on this machine, determined without starting it. */
export async function backendSupport(name: BackendName): Promise<BackendSupport> {
  if (name === "webgpu") return webgpuSupport();
  if (name === "webgl") return webglSupport();
  if (name === "wasm") return typeof WebAssembly === "object" ? "hardware" : "absent";
  return "hardware";
}

/** Names of software GPU renderers: Chromium's, Mesa's and Windows's. */
const emulator = /swiftshader|llvmpipe|lavapipe|softpipe|software|microsoft basic render|\bwarp\b/i;

/** Whether a graphics device's description names a software renderer. */
export const isEmulated = (description: string): boolean => emulator.test(description);

interface Adapter {
  isFallbackAdapter?: boolean;
  info?: {
    vendor?: string;
    architecture?: string;
    device?: string;
    description?: string;
    isFallbackAdapter?: boolean;
  };
}

async function webgpuSupport(): Promise<BackendSupport> {
  const gpu = (
    globalThis.navigator as { gpu?: { requestAdapter(options: object): Promise<Adapter | null> } } | undefined
  )?.gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: "high-performance" }).catch(() => null);
  if (!adapter) return "absent";
  const { info } = adapter;
  if (adapter.isFallbackAdapter || info?.isFallbackAdapter) return "emulated";
  const description = [info?.vendor, info?.architecture, info?.device, info?.description].join(" ");
  return isEmulated(description) ? "emulated" : "hardware";
}

function webglSupport(): BackendSupport {
  const gl = openWebgl();
  if (!gl) return "absent";
  const unmasked = gl.getExtension("WEBGL_debug_renderer_info");
  const renderer = String(gl.getParameter(unmasked ? unmasked.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  const exact = gl.getExtension("EXT_color_buffer_float") !== null; // else tfjs computes in half precision
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return exact && !isEmulated(renderer) ? "hardware" : "emulated";
}
