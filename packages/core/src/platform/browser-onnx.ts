import { backendSupport } from "../backend.js";
import { compilerHere } from "../engine/compiler.js";
import { noOnnxRuntime, type OnnxRuntime, type OnnxRuntimeOptions, type Ort } from "../engine/runtime.js";

/**
 * ONNX Runtime Web: WebGPU where there is a graphics card, else WebAssembly, with threads where the page is
 * cross-origin isolated. Neither is fetched before this is called. Throws `unknown-backend`.
 */
export async function openOnnxRuntime(options: OnnxRuntimeOptions): Promise<OnnxRuntime> {
  const { threads = navigator.hardwareConcurrency, onnxPaths } = options;
  let { backend = "auto" } = options;
  if (backend === "auto") backend = (await backendSupport("webgpu")) === "hardware" ? "webgpu" : "wasm";
  if (backend !== "webgpu" && backend !== "wasm") {
    throw noOnnxRuntime(
      `a backend "${backend}" for the onnx engine in a browser, which has "webgpu" and "wasm"`,
    );
  }
  const load = backend === "webgpu" ? import("onnxruntime-web/webgpu") : import("onnxruntime-web/wasm");
  const ort: Ort = await load.catch((cause) => {
    throw noOnnxRuntime("onnxruntime-web", cause);
  });
  ort.env.wasm.numThreads = globalThis.crossOriginIsolated ? threads : 1;
  if (onnxPaths) ort.env.wasm.wasmPaths = onnxPaths;
  const settings = { executionProviders: [backend] };
  return { ort, backend, settings, streams: 1, openCompiler: () => compilerHere({ ort, settings }) };
}

/** There are no native kernels in a browser. */
export async function hasNativeOnnxRuntime(): Promise<boolean> {
  return false;
}
