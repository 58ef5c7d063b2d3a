import { type BackendName, backendSupport } from "../backend.js";
import { compilerHere } from "../engine/compiler.js";
import {
  noOnnxBackend,
  noOnnxRuntime,
  type OnnxNeeds,
  type OnnxRuntime,
  type OnnxRuntimeOptions,
  type Ort,
} from "../engine/runtime.js";
import { Graph } from "../onnx/graph.js";

/** The onnx engine's backends in browsers. */
export const onnxBackends: readonly BackendName[] = ["webgpu", "wasm"];

/**
 * Opens ONNX Runtime Web: WebGPU if there is a suitable GPU, otherwise WebAssembly, with threads if the page
 * is cross-origin isolated. Neither is downloaded before this call. Throws `unknown-backend`.
 */
export async function openOnnxRuntime(
  options: OnnxRuntimeOptions,
  { gpu = true }: OnnxNeeds = {},
): Promise<OnnxRuntime> {
  const { backend = "auto" } = options;
  if (backend !== "auto") return open(backend, options);
  if (!gpu || (await backendSupport("webgpu")) !== "hardware") return open("wasm", options);
  return open("webgpu", options).catch(() => open("wasm", options));
}

async function open(backend: BackendName, options: OnnxRuntimeOptions): Promise<OnnxRuntime> {
  const { threads = threadsHere(), onnxPaths } = options;
  if (!onnxBackends.includes(backend)) throw noOnnxBackend(backend, onnxBackends, "In a browser");
  const load = backend === "webgpu" ? import("onnxruntime-web/webgpu") : import("onnxruntime-web/wasm");
  const ort: Ort = await load.catch((cause) => {
    throw noOnnxRuntime(
      "onnxruntime-web",
      "Install it, or serve the chunk that your bundler made of it.",
      cause,
    );
  });
  const own = globalThis.crossOriginIsolated ? threads : 1; // others have no shared memory
  ort.env.wasm.numThreads = own;
  if (onnxPaths) ort.env.wasm.wasmPaths = onnxPaths;
  const settings = { executionProviders: [backend] };
  await start(ort, settings).catch((cause) => {
    const advice = "Serve the .wasm file of onnxruntime-web, and say where with onnxPaths.";
    throw noOnnxRuntime(`the backend "${backend}"`, advice, cause);
  });
  const openCompiler = () => compilerHere({ ort, settings });
  return { ort, backend, settings, streams: 1, openCompiler, ...(backend === "wasm" && { threads: own }) };
}

/**
 * Default number of threads: 1 on a page, one per CPU in a worker. ONNX Runtime's threads load the chunk that
 * contains it, together with whatever the bundler put there; on a page that is often the page's own program,
 * which needs a document, so the threads would never start and the runtime would wait forever (as with Vite's
 * default build).
 */
const threadsHere = () => ("document" in globalThis ? 1 : navigator.hardwareConcurrency);

/** Number of threads of the backend "wasm" without the option `threads`. */
export const wasmThreads = () => (globalThis.crossOriginIsolated ? threadsHere() : 1);

/** Runs a first graph, so that a runtime that can't start fails here. */
async function start(ort: Ort, settings: object): Promise<void> {
  const graph = new Graph();
  graph.output(graph.input("x", [1]), "y");
  const session = await ort.InferenceSession.create(graph.encode(), settings);
  await session.release();
}

/** Returns false, since browsers have no native kernels. */
export async function hasNativeOnnxRuntime(): Promise<boolean> {
  return false;
}
