import { availableParallelism } from "node:os";
import { ClipscopeError } from "@clipscope/types";
import type { BackendName } from "../backend.js";
import { compilerHere } from "../engine/compiler.js";
import {
  noOnnxBackend,
  noOnnxRuntime,
  type OnnxNeeds,
  type OnnxRuntime,
  type OnnxRuntimeOptions,
  type Ort,
} from "../engine/runtime.js";
import { notify } from "../notice.js";
import { loadNative } from "./node-native.js";
import { compilerOnThreads } from "./node-onnx-threads.js";

/** The onnx engine's backends in Node: ONNX Runtime's native kernels, and its WebAssembly build. */
export const onnxBackends: readonly BackendName[] = ["cpu", "wasm"];

/**
 * Opens ONNX Runtime in Node: its native kernels (backend "cpu", the default if installed), or its
 * WebAssembly build (backend "wasm"). Throws `unknown-backend`.
 */
export async function openOnnxRuntime(options: OnnxRuntimeOptions, _needs?: OnnxNeeds): Promise<OnnxRuntime> {
  const { backend = "auto" } = options;
  if (backend !== "auto" && !onnxBackends.includes(backend))
    throw noOnnxBackend(backend, onnxBackends, "In Node");
  if (backend === "wasm") return openWasm(options);
  try {
    return openNative(await loadNative(), options);
  } catch (error) {
    if (backend === "cpu" || !(error instanceof ClipscopeError)) throw error;
    notify(`Using WebAssembly, several times slower than native kernels. ${error.message}`, options.onNotice);
    return openWasm(options);
  }
}

/** Whether ONNX Runtime's native kernels are installed. */
export const hasNativeOnnxRuntime = () =>
  loadNative().then(
    () => true,
    () => false,
  );

function openNative(ort: Ort, options: OnnxRuntimeOptions): OnnxRuntime {
  const { threads = availableParallelism() } = options;
  const settings = { intraOpNumThreads: threads };
  const streams = Math.min(options.streams ?? 2, threads);
  const each = { intraOpNumThreads: Math.floor(threads / streams) };
  const openCompiler = () =>
    streams === 1 ? compilerHere({ ort, settings }) : compilerOnThreads({ ort, settings }, streams, each);
  return { ort, backend: "cpu", settings, threads, streams, mapsFiles: true, openCompiler };
}

/** Number of threads of the backend "wasm" without the option `threads`. */
export const wasmThreads = () => availableParallelism();

async function openWasm({ threads = wasmThreads() }: OnnxRuntimeOptions): Promise<OnnxRuntime> {
  const ort: Ort = await import("onnxruntime-web").catch((cause) => {
    throw noOnnxRuntime("onnxruntime-web", "Install it: npm install onnxruntime-web@1.30.0", cause);
  });
  ort.env.wasm.numThreads = threads;
  const settings = { executionProviders: ["wasm"] };
  const openCompiler = () => compilerHere({ ort, settings });
  return { ort, backend: "wasm", settings, threads, streams: 1, openCompiler };
}
