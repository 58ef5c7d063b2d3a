import { COLUMNS_WASM } from "./columns-wasm.js";
import { growTo, wasmModule } from "./module.js";

/** Rows processed together by columns.wat. */
export const ROWS_AT_ONCE = 4;
/** Vectors processed together by columns.wat. */
export const VECTORS_AT_ONCE = 2;

/** The exports of columns.wat. Parameters are byte offsets, except counts. */
export interface WasmColumns {
  columns(a: number, rows: number, bytes: number, b: number, out: number, next: number): void;
  /** Views of the whole memory. */
  floats: Float32Array;
  doubles: Float64Array;
}

let started: (Pick<WasmColumns, "columns"> & { memory: WebAssembly.Memory }) | undefined;

/**
 * The shared instance of columns.wat with room for at least this many bytes; its memory holds the last caller's
 * data. Undefined where WebAssembly lacks SIMD.
 */
export function startColumns(bytes: number): WasmColumns | undefined {
  const module = wasmModule(COLUMNS_WASM);
  if (!module) return undefined;
  started ??= new WebAssembly.Instance(module).exports as unknown as NonNullable<typeof started>;
  const { memory, columns } = started;
  growTo(memory, bytes);
  return { columns, floats: new Float32Array(memory.buffer), doubles: new Float64Array(memory.buffer) };
}
