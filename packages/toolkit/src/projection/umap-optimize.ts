import { powerOf } from "./power.js";

/** The graph of a map: edge i pulls the rows `head[i]` and `tail[i]` together every `period[i]` epochs. */
export interface UmapEdges {
  head: Int32Array;
  tail: Int32Array;
  period: Float64Array;
}

/** The curve 1 / (1 + a d^2b) that stands for nearness on the map. */
export interface UmapCurve {
  a: number;
  b: number;
}

/** Strangers that push a row away for each neighbour that pulls it. */
const NEGATIVE_SAMPLES = 5;
/** The longest step along an axis, times the learning rate. */
const LONGEST_STEP = 4;
/** Closer than this, squared, two points count as one. */
const COINCIDENT = 2 ** -100;

/**
 * The stochastic gradient descent of UMAP's layout (McInnes, Healy, Melville 2018, §4.2): what umap-js
 * 1.4 does in `optimizeLayoutStep`, draw for draw, in flat arrays and with arithmetic that every engine
 * does alike. `points` is `[rows, 2]` and is moved in place. Returns the function that does one epoch, from 0.
 */
export function umapOptimizer(
  points: Float64Array,
  { head, tail, period }: UmapEdges,
  { a, b }: UmapCurve,
  epochs: number,
  random: () => number,
): (epoch: number) => void {
  const rows = points.length / 2;
  const next = period.slice();
  const negativePeriod = period.map((p) => p / NEGATIVE_SAMPLES);
  const nextNegative = negativePeriod.slice();
  const power = powerOf(b);
  return (epoch) => {
    // As umap-js has it, the first two epochs both run at the full rate.
    const rate = 1 - Math.max(0, epoch - 1) / epochs;
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
        points[k] -= dx;
        points[k + 1] -= dy;
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
