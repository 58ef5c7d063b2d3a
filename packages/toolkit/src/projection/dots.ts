import { DOTS_WASM } from "./dots-wasm.js";
import { wasmModule } from "./wasm-module.js";

/** dots.wat, started with a memory of its own, which goes when the last reference to it goes. */
export interface Dots {
  memory: WebAssembly.Memory;
  /** `out` [rowsA, rowsB] = A · Bᵀ; `rowsA` a multiple of 2, `rowsB` of 4; all but the counts are places in bytes. */
  dots(a: number, rowsA: number, b: number, rowsB: number, stride: number, out: number): void;
}

/** A new instance with `bytes` of memory, or undefined where WebAssembly has no 128-bit numbers. */
export function startDots(bytes: number): Dots | undefined {
  const module = wasmModule(DOTS_WASM);
  if (!module) return undefined;
  const dots = new WebAssembly.Instance(module).exports as unknown as Dots;
  const pages = Math.ceil((bytes - dots.memory.buffer.byteLength) / 65536);
  if (pages > 0) dots.memory.grow(pages);
  return dots;
}
