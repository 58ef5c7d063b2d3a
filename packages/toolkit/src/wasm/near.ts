import { growTo, wasmModule } from "./module.js";
import { NEAR_WASM } from "./near-wasm.js";

/** An instance of near.wat with its own memory, freed when the last reference is dropped. */
export interface Near {
  memory: WebAssembly.Memory;
  /**
   * Writes the large products of rows of A and rows of B to `out` and returns the end of the output; see
   * near.wat for the format.
   */
  near(
    ...numbers: [
      ...[a: number, rowsA: number, b: number, rowsB: number, stride: number],
      ...[limitsA: number, limitsB: number, handicaps: number, out: number],
    ]
  ): number;
}

/** A new instance with `bytes` of memory; undefined where WebAssembly lacks SIMD. */
export function startNear(bytes: number): Near | undefined {
  const module = wasmModule(NEAR_WASM);
  if (!module) return undefined;
  const near = new WebAssembly.Instance(module).exports as unknown as Near;
  growTo(near.memory, bytes);
  return near;
}
