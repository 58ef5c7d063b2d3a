import type { OnProgress } from "@clipscope/types";
import { throwIfCancelled } from "@clipscope/types";
import type { BackendOptions } from "../backend.js";
import { openBackend, withBackend } from "./backend.js";
import { tf } from "./tf.js";

/** A row-major matrix: `data` is `[rows * cols]`. */
interface Matrix {
  data: Float32Array;
  rows: number;
  cols: number;
}

/** GPU search for neighbors: pass it as `products` to toolkit's functions. */
export interface GpuProducts {
  backend: ExactBackend;
  /**
   * For each row of `a` `[m, d]`, the `size` rows of `b` `[n, d]` with the largest dot products, largest
   * first; both results are `[m, size]`. Throws `cancelled`, and `device-lost` if the GPU is lost.
   */
  largest(
    a: Matrix,
    b: Matrix,
    size: number,
    options?: { onProgress?: OnProgress; signal?: AbortSignal },
  ): Promise<{ indices: Int32Array; scores: Float32Array }>;
}

/** Backends that sum in IEEE 754 float32, which WebGL does not guarantee. */
export type ExactBackend = "webgpu" | "wasm" | "cpu";

/** Number of products in memory at a time: 64 MB. */
const PRODUCTS = 2 ** 24;

/**
 * Finds largest products in float32 by tfjs on a GPU; only indices and values are read back. `b` must fit in
 * GPU memory. Throws `unknown-backend` without WebGPU; omit `products` in that case.
 */
export async function openGpuProducts({
  backend = "webgpu",
  ...options
}: Omit<BackendOptions, "backend"> & { backend?: ExactBackend } = {}): Promise<GpuProducts> {
  await openBackend({ backend, ...options });
  return {
    backend,
    largest: (a, b, size, { onProgress, signal } = {}) =>
      withBackend(backend, async () => {
        const indices = new Int32Array(a.rows * size);
        const scores = new Float32Array(a.rows * size);
        const table = tf.tensor2d(b.data, [b.rows, b.cols]);
        const block = Math.max(1, Math.floor(PRODUCTS / b.rows));
        try {
          for (let start = 0; start < a.rows; start += block) {
            throwIfCancelled(signal, "The search");
            const end = Math.min(a.rows, start + block);
            const best = tf.tidy(() => {
              const part = a.data.subarray(start * a.cols, end * a.cols);
              const rows = tf.tensor2d(part, [end - start, a.cols]);
              return tf.topk(tf.matMul(rows, table, false, true), size);
            });
            indices.set(await best.indices.data<"int32">(), start * size);
            scores.set(await best.values.data<"float32">(), start * size);
            tf.dispose(best);
            onProgress?.({ stage: "neighbors", done: end, total: a.rows });
          }
        } finally {
          table.dispose();
        }
        return { indices, scores };
      }),
  };
}
