import { growTo, wasmModule } from "./module.js";
import { NEAR_WASM } from "./near-wasm.js";

/** near.wat, started with a memory of its own, which goes when the last reference to it goes. */
export interface Near {
  memory: WebAssembly.Memory;
  /** Writes the large products of rows of A and rows of B to `out`, returns where they end: near.wat says how. */
  near(
    ...numbers: [
      ...[a: number, rowsA: number, b: number, rowsB: number, stride: number],
      ...[limitsA: number, limitsB: number, handicaps: number, out: number],
    ]
  ): number;
}

/** A new instance with `bytes` of memory, or undefined where WebAssembly has no 128-bit numbers. */
export function startNear(bytes: number): Near | undefined {
  const module = wasmModule(NEAR_WASM);
  if (!module) return undefined;
  const near = new WebAssembly.Instance(module).exports as unknown as Near;
  growTo(near.memory, bytes);
  return near;
}
