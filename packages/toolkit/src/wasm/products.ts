import { growTo, wasmModule } from "./module.js";
import { PRODUCTS_WASM } from "./products-wasm.js";

/** Rows processed together by products.wat. */
export const GROUP = 4;
/** Number of multiplications below which copying rows to WebAssembly costs more than it saves. */
export const LITTLE = 16_384;

/** The exports of products.wat. Parameters are byte offsets, except counts. */
export interface WasmProducts {
  tile(a: number, groupsA: number, b: number, groupsB: number, bytes: number, out: number): void;
  pullBack(r: number, x: number, rows: number, classes: number, bytes: number, out: number): void;
  /** View of the whole memory. */
  values: Float64Array;
}

type Instance = Omit<WasmProducts, "values"> & { memory: WebAssembly.Memory };

let started: Instance | undefined;
let packed: Instance | undefined;

/**
 * The shared instance of products.wat with room for at least this many values; its memory holds the last
 * caller's data. Undefined where WebAssembly lacks SIMD.
 */
export function startProducts(values: number): WasmProducts | undefined {
  started ??= instantiate();
  return started && withRoom(started, values);
}

/** A second instance, for data that stays from call to call; its memory keeps its content when it grows. */
export function startPacked(values: number): WasmProducts | undefined {
  packed ??= instantiate();
  return packed && withRoom(packed, values);
}

function instantiate(): Instance | undefined {
  const module = wasmModule(PRODUCTS_WASM);
  return module && (new WebAssembly.Instance(module).exports as unknown as Instance);
}

function withRoom({ memory, tile, pullBack }: Instance, values: number): WasmProducts {
  growTo(memory, 8 * values);
  return { tile, pullBack, values: new Float64Array(memory.buffer) };
}
