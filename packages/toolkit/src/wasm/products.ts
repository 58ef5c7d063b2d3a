import { growTo, wasmModule } from "./module.js";
import { PRODUCTS_WASM } from "./products-wasm.js";

/** Rows that products.wat takes together. */
export const GROUP = 4;
/** Products of two numbers below which copying rows to WebAssembly costs more than it saves. */
export const LITTLE = 16_384;

/** products.wat: numbers are places in bytes, but the counts. */
export interface WasmProducts {
  tile(a: number, groupsA: number, b: number, groupsB: number, bytes: number, out: number): void;
  pullBack(r: number, x: number, rows: number, classes: number, bytes: number, out: number): void;
  /** All of the memory. */
  values: Float64Array;
}

let started: (Omit<WasmProducts, "values"> & { memory: WebAssembly.Memory }) | undefined;

/**
 * products.wat with room for at least so many values: one instance for all, so what lies there is the last caller's. Undefined where WebAssembly has no 128-bit numbers.
 */
export function startProducts(values: number): WasmProducts | undefined {
  const module = wasmModule(PRODUCTS_WASM);
  if (!module) return undefined;
  started ??= new WebAssembly.Instance(module).exports as unknown as NonNullable<typeof started>;
  const { memory, tile, pullBack } = started;
  growTo(memory, 8 * values);
  return { tile, pullBack, values: new Float64Array(memory.buffer) };
}
