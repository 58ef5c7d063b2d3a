import { LAYOUT_WASM } from "../wasm/layout-wasm.js";
import { wasmModule } from "../wasm/module.js";
import type { UmapCurve } from "./curve.js";
import { mulberry32 } from "./mulberry32.js";
import { powerOf, powerTables } from "./power.js";

/** The edges of a map: edge i attracts rows `head[i]` and `tail[i]` every `period[i]` epochs. */
export interface UmapEdges {
  head: Int32Array;
  tail: Int32Array;
  period: Float64Array;
}

/** Negative samples per attracting neighbor. */
const NEGATIVE_SAMPLES = 5;
/** Maximum step along an axis, times the learning rate. */
const LONGEST_STEP = 4;
/** Squared distance below which two points count as coincident. */
const COINCIDENT = 2 ** -100;

/** A layout in progress. */
export interface UmapOptimizer {
  /** Positions, `[rows, 2]`, updated in place. */
  points: Float64Array;
  /** Runs one epoch; call with 0, 1, 2 and so on. */
  run(epoch: number): void;
}

/**
 * Stochastic gradient descent of UMAP's layout (McInnes, Healy, Melville 2018, §4.2): reproduces umap-js
 * 1.4's `optimizeLayoutStep` draw for draw, on flat arrays and with engine-independent arithmetic,
 * bit-identical in WebAssembly and JavaScript. `points` is `[rows, 2]`; `state` is the state of `mulberry32`,
 * initially the seed.
 */
export function umapOptimizer(
  points: Float64Array,
  edges: UmapEdges,
  curve: UmapCurve,
  epochs: number,
  state: number,
): UmapOptimizer {
  const module = wasmModule(LAYOUT_WASM);
  if (module) return wasmOptimizer(module, points, edges, curve, epochs, state);
  const run = plainOptimizer(points, edges, curve, epochs, mulberry32(state));
  return { points, run };
}

/** As in umap-js, the first two epochs both run at the full rate. */
const rateOf = (epoch: number, epochs: number) => 1 - Math.max(0, epoch - 1) / epochs;

/** The exported function of layout.wat. The parameters from `head` to `points` are byte offsets. */
type Epoch = (
  ...numbers: [
    ...[edges: number, rows: number, epoch: number, rate: number, a: number, b: number],
    ...[c1: number, c2: number, c3: number, c4: number],
    ...[head: number, tail: number, period: number, next: number, nextNegative: number],
    ...[points: number, state: number],
  ]
) => number;

/** Byte offsets of the three power tables expected by layout.wat, and the end of the last. */
const TABLES = [0, 2048, 4096];
const TABLES_END = 8192;

function wasmOptimizer(
  module: WebAssembly.Module,
  start: Float64Array,
  { head, tail, period }: UmapEdges,
  { a, b }: UmapCurve,
  epochs: number,
  seed: number,
): UmapOptimizer {
  const { exports } = new WebAssembly.Instance(module);
  const memory = exports.memory as WebAssembly.Memory;
  const epochOf = exports.epoch as Epoch;
  const { scales, inverses, powers, series } = powerTables(b);
  const count = head.length;
  const rows = start.length / 2;
  const negative = period.map((p) => p / NEGATIVE_SAMPLES);
  const arrays = [start, period, period, negative, head, tail];
  let end = TABLES_END;
  const places = arrays.map((array) => {
    const place = end;
    end += 8 * Math.ceil(array.byteLength / 8);
    return place;
  });
  memory.grow(Math.ceil(end / 65536));
  for (const [i, table] of [scales, inverses, powers].entries()) {
    new Float64Array(memory.buffer, TABLES[i], table.length).set(table);
  }
  for (const [i, array] of arrays.entries()) {
    const Kind = array instanceof Int32Array ? Int32Array : Float64Array;
    new Kind(memory.buffer, places[i], array.length).set(array);
  }
  const [points, periods, next, nextNegative, heads, tails] = places;
  let state = seed | 0;
  return {
    points: new Float64Array(memory.buffer, points, start.length),
    run: (epoch) => {
      state = epochOf(
        ...([count, rows, epoch, rateOf(epoch, epochs), a, b] as const),
        ...series,
        ...([heads, tails, periods, next, nextNegative, points, state] as const),
      );
    },
  };
}

/**
 * The optimizer in JavaScript, the reference for layout.wat. With `fixed`, the first rows stay in place: the
 * other rows are placed among them.
 */
export function plainOptimizer(
  points: Float64Array,
  { head, tail, period }: UmapEdges,
  { a, b }: UmapCurve,
  epochs: number,
  random: () => number,
  fixed = 0,
): (epoch: number) => void {
  const rows = fixed || points.length / 2;
  const next = period.slice();
  const negativePeriod = period.map((p) => p / NEGATIVE_SAMPLES);
  const nextNegative = negativePeriod.slice();
  const power = powerOf(b);
  return (epoch) => {
    const rate = rateOf(epoch, epochs);
    for (let i = 0; i < period.length; i++) {
      if (next[i] > epoch) continue;
      const j = 2 * head[i];
      const k = 2 * tail[i];
      let dx = points[j] - points[k];
      let dy = points[j + 1] - points[k + 1];
      let squared = dx * dx + dy * dy;
      if (squared > COINCIDENT) {
        const p = power(squared);
        const pull = (-2 * a * b * p) / (squared * (a * p + 1));
        dx = clip(pull * dx) * rate;
        dy = clip(pull * dy) * rate;
        points[j] += dx;
        points[j + 1] += dy;
        if (fixed === 0) {
          points[k] -= dx;
          points[k + 1] -= dy;
        }
      }
      next[i] += period[i];
      const strangers = Math.floor((epoch - nextNegative[i]) / negativePeriod[i]);
      for (let s = 0; s < strangers; s++) {
        const other = 2 * Math.floor(random() * rows);
        dx = points[j] - points[other];
        dy = points[j + 1] - points[other + 1];
        squared = dx * dx + dy * dy;
        if (squared > COINCIDENT) {
          const push = (2 * b) / ((0.001 + squared) * (a * power(squared) + 1));
          points[j] += clip(push * dx) * rate;
          points[j + 1] += clip(push * dy) * rate;
        } else if (other !== j) {
          points[j] += LONGEST_STEP * rate;
          points[j + 1] += LONGEST_STEP * rate;
        }
      }
      nextNegative[i] += strangers * negativePeriod[i];
    }
  };
}

function clip(step: number): number {
  return Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, step));
}
