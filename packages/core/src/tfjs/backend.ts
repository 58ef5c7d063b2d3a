import { ClipscopeError } from "@clipscope/types";
import { provideWebgpu } from "#platform";
import { type BackendName, type BackendOptions, backendNames, backendSupport } from "../backend.js";
import { forgetLostDevice, onDevice, watchDevice } from "./device.js";
import { loadTfjs, loadWasmBackend, loadWasmThreads, loadWebgpuBackend, tf } from "./tf.js";

/**
 * Starts a tfjs backend and returns its name. Throws `unknown-backend`, listing the available ones, if the
 * requested backend is unknown, unavailable or fails to start, and `not-supported` if tfjs is not installed.
 */
export function openBackend({ backend = "auto", wasmPaths }: BackendOptions = {}): Promise<BackendName> {
  return inTurn(async () => {
    await loadTfjs();
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
 * Runs a job on a backend. tfjs has a single current backend, so jobs run one at a time and never see
 * another's backend. A job must not wait for another `withBackend`. Throws `device-lost` if a GPU is lost
 * meanwhile.
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

let wasmPlaced = false;

/** Sets the location of tfjs's .wasm files, which can be set only once. */
async function placeWasm(paths: string | Record<string, string>): Promise<void> {
  try {
    (await loadWasmBackend()).setWasmPaths(paths);
  } catch (cause) {
    throw new ClipscopeError("bad-argument", `wasmPaths can't be used: ${(cause as Error).message}`, {
      cause,
    });
  }
  wasmPlaced = true;
}

async function start(name: BackendName): Promise<boolean> {
  if (name === "wasm") {
    await loadWasmBackend();
    await refuseBrokenThreads();
  }
  if (name === "webgpu") await loadWebgpuBackend();
  if (!(await tf.setBackend(name).catch(() => false))) return false;
  watchDevice();
  // the cpu backend's advice, at its first use in Node, to install another package
  if (name === "cpu") (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
  return true;
}

/**
 * Limits broken bundles to one thread. On cross-origin isolated pages tfjs uses a thread per two CPUs,
 * started from the source text of a function that refers to an outer variable; once a minifier has renamed
 * the variable, these threads crash at startup.
 */
async function refuseBrokenThreads(): Promise<void> {
  if (!globalThis.crossOriginIsolated) return;
  if (!(await loadWasmThreads()).includes("_scriptDir")) tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
}
