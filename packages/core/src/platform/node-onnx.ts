import { availableParallelism } from "node:os";
import type { BackendName } from "../backend.js";
import { compilerHere } from "../engine/compiler.js";
import { noOnnxRuntime, type OnnxRuntime, type OnnxRuntimeOptions, type Ort } from "../engine/runtime.js";
import { compilerOnThreads } from "./node-onnx-threads.js";

/**
 * ONNX Runtime in Node: its native kernels (backend "cpu", the default), or its WebAssembly build as browsers
 * have it (backend "wasm"). Throws `unknown-backend`.
 */
export async function openOnnxRuntime(options: OnnxRuntimeOptions): Promise<OnnxRuntime> {
  const { backend = "auto", threads = availableParallelism() } = options;
  if (backend === "auto" || backend === "cpu") {
    const ort: Ort = await import("onnxruntime-node").catch((cause) => {
      throw noOnnxRuntime("onnxruntime-node", cause);
    });
    const settings = { intraOpNumThreads: threads };
    const streams = Math.min(options.streams ?? 2, threads);
    const each = { intraOpNumThreads: Math.floor(threads / streams) };
    const openCompiler = () =>
      streams === 1 ? compilerHere({ ort, settings }) : compilerOnThreads({ ort, settings }, streams, each);
    return { ort, backend: "cpu", settings, streams, openCompiler };
  }
  if (backend !== "wasm") throw noBackend(backend);
  const ort: Ort = await import("onnxruntime-web").catch((cause) => {
    throw noOnnxRuntime("onnxruntime-web", cause);
  });
  ort.env.wasm.numThreads = threads;
  const settings = { executionProviders: ["wasm"] };
  return { ort, backend, settings, streams: 1, openCompiler: () => compilerHere({ ort, settings }) };
}

/** Whether ONNX Runtime's native kernels are installed. */
export async function hasNativeOnnxRuntime(): Promise<boolean> {
  return import("onnxruntime-node").then(
    () => true,
    () => false,
  );
}

const noBackend = (backend: BackendName) =>
  noOnnxRuntime(`a backend "${backend}" for the onnx engine in Node, which has "cpu" and "wasm"`);
