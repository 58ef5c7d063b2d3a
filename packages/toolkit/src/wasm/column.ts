import { COLUMN_WASM } from "./column-wasm.js";
import { growTo, wasmModule } from "./module.js";

/** Rows processed together by column.wat. */
export const COLUMN_GROUP = 8;

/** The exports of column.wat. Parameters are byte offsets, except counts. */
export interface WasmColumn {
  column(a: number, rows: number, bytes: number, b: number, out: number): void;
  /** Views of the whole memory. */
  floats: Float32Array;
  doubles: Float64Array;
}

let started: (Pick<WasmColumn, "column"> & { memory: WebAssembly.Memory }) | undefined;

/**
 * The shared instance of column.wat with room for at least this many bytes; its memory holds the last caller's
 * data. Undefined where WebAssembly lacks SIMD.
 */
export function startColumn(bytes: number): WasmColumn | undefined {
  const module = wasmModule(COLUMN_WASM);
  if (!module) return undefined;
  started ??= new WebAssembly.Instance(module).exports as unknown as NonNullable<typeof started>;
  const { memory, column } = started;
  growTo(memory, bytes);
  return { column, floats: new Float32Array(memory.buffer), doubles: new Float64Array(memory.buffer) };
}
