import type { InferenceSession } from "onnxruntime-web";
import { hasNativeOnnxRuntime, openOnnxRuntime } from "#platform";
import type { BackendName } from "./backend.js";
import type { OnnxRuntimeOptions } from "./engine/runtime.js";
import { type Dim, Graph, type Value } from "./onnx/graph.js";

/** A row-major matrix: `data` is `[rows * cols]`. */
interface Matrix<A extends Float32Array | Float64Array = Float64Array> {
  data: A;
  rows: number;
  cols: number;
}

/** The two matrix products for fitting a probe: pass it as `products` to toolkit's functions. */
export interface OnnxProducts {
  backend: BackendName;
  /** `out = x · wᵀ`: `x` `[n, d]`, `w` `[c, d]`, `out` `[n, c]`. */
  scores(x: Matrix<Float32Array>, w: Matrix, out: Matrix): Promise<void>;
  /** `out = rᵀ · x`: `r` `[n, c]`, `x` `[n, d]`, `out` `[c, d]`. */
  pullBack(r: Matrix, x: Matrix<Float32Array>, out: Matrix): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * Matrix products in float64 by ONNX Runtime: its native kernels in Node ("cpu", the default there) or its
 * WebAssembly build ("wasm", the default elsewhere). A float64 copy of each `x` is cached as long as its data
 * array lives, so don't modify the data between calls. Products are computed one at a time. Throws
 * `unknown-backend` if ONNX Runtime is not installed.
 */
export async function openProducts(options: OnnxRuntimeOptions = {}): Promise<OnnxProducts> {
  // Never "auto": graphics cards have no float64.
  const fallback = (await hasNativeOnnxRuntime()) ? "cpu" : "wasm";
  const { ort, backend, settings } = await openOnnxRuntime({ backend: fallback, ...options });
  const compile = (a: [string, string], b: [string, string], out: [string, string], attributes: object) => {
    const graph = new Graph<Dim>();
    const inputs = [a, b].map((shape, i): Value<Dim> => graph.input("ab"[i], shape, "float64"));
    graph.output(graph.node("Gemm", inputs, out, { ...attributes }, "float64"), "out");
    return ort.InferenceSession.create(graph.encode(), settings);
  };
  const forward = await compile(["n", "d"], ["c", "d"], ["n", "c"], { transB: 1 });
  const back = await compile(["n", "c"], ["n", "d"], ["c", "d"], { transA: 1 });

  const tensor = ({ data, rows, cols }: Matrix) => new ort.Tensor("float64", data, [rows, cols]);
  const copies = new WeakMap<Float32Array, Float64Array>();
  const widened = ({ data, rows, cols }: Matrix<Float32Array>) => {
    const copy = copies.get(data) ?? new Float64Array(data);
    copies.set(data, copy);
    return { data: copy, rows, cols };
  };
  const run = async (session: InferenceSession, a: Matrix, b: Matrix, out: Matrix) => {
    const inputs = { a: tensor(a), b: tensor(b) };
    // Native kernels write where they are told to; the WebAssembly build does not.
    if (backend === "cpu") await session.run(inputs, { out: tensor(out) });
    else out.data.set((await session.run(inputs)).out.data as Float64Array);
  };
  return {
    backend,
    scores: (x, w, out) => run(forward, widened(x), w, out),
    pullBack: (r, x, out) => run(back, r, widened(x), out),
    dispose: async () => {
      await forward.release();
      await back.release();
    },
  };
}
