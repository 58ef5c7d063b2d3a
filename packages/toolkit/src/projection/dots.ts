import { DOTS_WASM } from "./dots-wasm.js";

/** dots.wat, started with a memory of its own, which goes when the last reference to it goes. */
export interface Dots {
  memory: WebAssembly.Memory;
  /** `out` [rowsA, rowsB] = A · Bᵀ; `rowsA` a multiple of 2, `rowsB` of 4; all but the counts are places in bytes. */
  dots(a: number, rowsA: number, b: number, rowsB: number, stride: number, out: number): void;
}

let compiled: WebAssembly.Module | undefined;
let tried = false;

/** A new instance with `bytes` of memory, or undefined where WebAssembly has no 128-bit numbers. */
export function startDots(bytes: number): Dots | undefined {
  if (!tried) {
    tried = true;
    const code = Uint8Array.from(atob(DOTS_WASM), (character) => character.charCodeAt(0));
    if (typeof WebAssembly === "object" && WebAssembly.validate(code))
      compiled = new WebAssembly.Module(code);
  }
  if (!compiled) return undefined;
  const dots = new WebAssembly.Instance(compiled).exports as unknown as Dots;
  const pages = Math.ceil((bytes - dots.memory.buffer.byteLength) / 65536);
  if (pages > 0) dots.memory.grow(pages);
  return dots;
}
