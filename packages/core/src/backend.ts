import { openWebgl } from "./platform/webgl.js";

/** Where the arithmetic runs, best first. */
export const backendNames = ["webgpu", "webgl", "wasm", "cpu"] as const;
export type BackendName = (typeof backendNames)[number];

export interface BackendOptions {
  /** "auto" (default): of the tfjs engine the first of hardware webgpu, hardware webgl, wasm and cpu that starts. */
  backend?: BackendName | "auto";
  /**
   * Browser, tfjs engine: where the three .wasm files of @tensorflow/tfjs-backend-wasm are served, as a folder's URL
   * ending in "/" or a map from file name to URL. Used before wasm first starts. Node needs none.
   */
  wasmPaths?: string | Record<string, string>;
}

/** "emulated": a processor poses as a GPU, or the GPU computes in half precision; it works, slower or less exactly than wasm. */
export type BackendSupport = "hardware" | "emulated" | "absent";

/** What this machine offers under that name, without starting it. */
export async function backendSupport(name: BackendName): Promise<BackendSupport> {
  if (name === "webgpu") return webgpuSupport();
  if (name === "webgl") return webglSupport();
  if (name === "wasm") return typeof WebAssembly === "object" ? "hardware" : "absent";
  return "hardware";
}

/** Names under which a processor poses as a GPU: Chromium's, Mesa's and Windows's software renderers. */
const emulator = /swiftshader|llvmpipe|lavapipe|softpipe|software|microsoft basic render|\bwarp\b/i;

/** Whether a graphics device's description is that of an emulated one. */
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
