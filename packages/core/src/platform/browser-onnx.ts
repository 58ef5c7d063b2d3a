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

/** The backends of the onnx engine in a browser. */
export const onnxBackends: readonly BackendName[] = ["webgpu", "wasm"];

/**
 * ONNX Runtime Web: WebGPU where there is a graphics card and the arithmetic fits it, else WebAssembly, with threads where
 * the page is cross-origin isolated. Neither is fetched before this is called. Throws `unknown-backend`.
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
  const { threads = defaultThreads(), onnxPaths } = options;
  if (!onnxBackends.includes(backend)) throw noOnnxBackend(backend, onnxBackends, "In a browser");
  const load = backend === "webgpu" ? import("onnxruntime-web/webgpu") : import("onnxruntime-web/wasm");
  const ort: Ort = await load.catch((cause) => {
    throw noOnnxRuntime(
      "onnxruntime-web",
      "Install it, or serve the chunk that your bundler made of it.",
      cause,
    );
  });
  ort.env.wasm.numThreads = globalThis.crossOriginIsolated ? threads : 1;
  if (onnxPaths) ort.env.wasm.wasmPaths = onnxPaths;
  const settings = { executionProviders: [backend] };
  await start(ort, settings).catch((cause) => {
    const advice = "Serve the .wasm file of onnxruntime-web, and say where with onnxPaths.";
    throw noOnnxRuntime(`the backend "${backend}"`, advice, cause);
  });
  return { ort, backend, settings, streams: 1, openCompiler: () => compilerHere({ ort, settings }) };
}

/**
 * ONNX Runtime's threads load the chunk that it is in, and with it whatever a bundler has put there or lets it import: on
 * a page that is often the page's own program, which wants a document, so that the runtime would wait for its threads for
 * ever (Vite's default build). A worker's program has none.
 */
const defaultThreads = () => ("document" in globalThis ? 1 : navigator.hardwareConcurrency);

/** Runs the runtime's first graph, so that one that can't start says so before it is relied on. */
async function start(ort: Ort, settings: object): Promise<void> {
  const graph = new Graph();
  graph.output(graph.input("x", [1]), "y");
  const session = await ort.InferenceSession.create(graph.encode(), settings);
  await session.release();
}

/** There are no native kernels in a browser. */
export async function hasNativeOnnxRuntime(): Promise<boolean> {
  return false;
}
