import { ClipscopeError } from "@clipscope/types";
import * as tf from "@tensorflow/tfjs";
import { provideWebgpu } from "#platform";
import { forgetLostDevice, onDevice, watchDevice } from "./device.js";
import { openWebgl } from "./platform/webgl.js";

/** Where the arithmetic runs, best first. */
export const backendNames = ["webgpu", "webgl", "wasm", "cpu"] as const;
export type BackendName = (typeof backendNames)[number];

export interface BackendOptions {
  /** "auto" (default): the first of hardware webgpu, hardware webgl, wasm and cpu that starts. */
  backend?: BackendName | "auto";
  /**
   * Browser: where the three .wasm files of @tensorflow/tfjs-backend-wasm are served, as a folder's URL
   * ending in "/" or a map from file name to URL. Used before wasm first starts. Node needs none.
   */
  wasmPaths?: string | Record<string, string>;
}

/** "emulated": a processor poses as a GPU, or the GPU computes in half precision; it works, slower or less exactly than wasm. */
export type BackendSupport = "hardware" | "emulated" | "absent";

/**
 * Starts a backend of tfjs and returns its name. Throws `unknown-backend`, naming those that there are,
 * if the one asked for is no backend, is not here or does not start.
 */
export function openBackend({ backend = "auto", wasmPaths }: BackendOptions = {}): Promise<BackendName> {
  return inTurn(async () => {
    if (wasmPaths && !wasmPlaced) await placeWasm(wasmPaths);
    for (const name of backendNames) forgetLostDevice(name);
    if (backend === "webgpu") await provideWebgpu(); // only if asked for: without a driver, Dawn complains aloud
    if (backend === "auto") {
      for (const name of backendNames) {
        if ((await backendSupport(name)) === "hardware" && (await start(name))) return name;
      }
    } else if (backendNames.includes(backend) && (await backendSupport(backend)) !== "absent") {
      if (await start(backend)) return backend;
    }
    const available: string[] = [];
    for (const name of backendNames) if ((await backendSupport(name)) !== "absent") available.push(name);
    const hint =
      backend === "wasm" && available.includes("wasm")
        ? " It did not start: are its .wasm files served where wasmPaths says?"
        : "";
    throw new ClipscopeError(
      "unknown-backend",
      `Backend ${JSON.stringify(backend)} can't be used here.${hint} Pass "auto" or one of: ${available.join(", ")}.`,
    );
  });
}

/**
 * Runs a job on a backend. tfjs has one current backend for all, so jobs take turns: a job is never
 * switched to another's backend. A job must not wait for another `withBackend`. Throws `device-lost` if a
 * GPU is taken away meanwhile.
 */
export function withBackend<T>(name: BackendName, job: () => Promise<T>): Promise<T> {
  return inTurn(async () => {
    if (tf.getBackend() !== name && !(await start(name))) {
      throw new ClipscopeError(
        "unknown-backend",
        `Backend "${name}" no longer starts. Load the model again.`,
      );
    }
    return onDevice(job);
  });
}

let last: Promise<unknown> = Promise.resolve();

function inTurn<T>(job: () => Promise<T>): Promise<T> {
  const result = last.then(job);
  last = result.catch(() => {});
  return result;
}

const wasmModule = () => import("@tensorflow/tfjs-backend-wasm");
let wasmPlaced = false;

/** Tells tfjs where its .wasm files are; it takes that once. */
async function placeWasm(paths: string | Record<string, string>): Promise<void> {
  try {
    (await wasmModule()).setWasmPaths(paths);
  } catch (cause) {
    throw new ClipscopeError("bad-argument", `wasmPaths can't be used: ${(cause as Error).message}`, {
      cause,
    });
  }
  wasmPlaced = true;
}

async function start(name: BackendName): Promise<boolean> {
  if (name === "wasm") {
    await wasmModule();
    await refuseBrokenThreads();
  }
  if (name === "webgpu") await import("@tensorflow/tfjs-backend-webgpu");
  if (!(await tf.setBackend(name).catch(() => false))) return false;
  watchDevice();
  // the cpu backend's advice, at its first use in Node, to install another package
  if (name === "cpu") (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
  return true;
}

/**
 * Where a page is cross-origin isolated, tfjs uses a thread for every two processors. Its threads run the
 * source text of a function that refers to a variable outside it; after a minifier has renamed that, they
 * would die at their start, so such a bundle gets one thread.
 */
async function refuseBrokenThreads(): Promise<void> {
  if (!globalThis.crossOriginIsolated) return;
  const { default: factory } = await import(
    "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js"
  );
  if (!String(factory).includes("_scriptDir")) tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
}

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
