import { METRICS, type TrainingMetric, type TrainingPoint, type TrainingScale } from "./run.js";

/** Default weight of the past in a smoothed line. */
export const SMOOTHING = 0.9;
/** Number of points up to which a line is not smoothed and has dots. */
const FEW = 40;

/** One metric of a run: its steps, values and smoothed values, which grow as points are added. */
export class Series {
  readonly steps: number[] = [];
  readonly values: number[] = [];
  /** The moving average up to each value; NaN where the value is. */
  readonly smooth: number[] = [];
  #sum = 0;
  #weight = 0;

  constructor(
    readonly metric: TrainingMetric,
    readonly smoothing: number,
    points: readonly TrainingPoint[] = [],
  ) {
    for (const point of points) this.push(point);
  }

  get length(): number {
    return this.steps.length;
  }

  /** Whether a moving average is drawn beside the values: of noisy metrics with enough points. */
  get isSmoothed(): boolean {
    return this.smoothing > 0 && this.length > FEW && METRICS[this.metric].noisy;
  }

  /** Whether each value is drawn as a dot. */
  get isDotted(): boolean {
    return this.length <= FEW;
  }

  /**
   * Adds what was measured at a step, if this metric was. The moving average is exponential and without the pull
   * towards zero of its first values, as Adam's moments and TensorBoard's curves are.
   */
  push(point: TrainingPoint): boolean {
    const value = point[this.metric];
    if (value === undefined) return false;
    this.steps.push(point.step);
    this.values.push(value);
    if (Number.isFinite(value)) {
      this.#sum = this.smoothing * this.#sum + (1 - this.smoothing) * value;
      this.#weight = this.smoothing * this.#weight + (1 - this.smoothing);
    }
    this.smooth.push(Number.isFinite(value) ? this.#sum / this.#weight : Number.NaN);
    return true;
  }

  /** What is shown of a value in words: the average, or the value itself where the line is not smoothed. */
  shown(index: number): number {
    return this.isSmoothed ? this.smooth[index] : this.values[index];
  }

  /** Index of the step nearest to a step; undefined for an empty series. */
  nearest(step: number): number | undefined {
    if (this.length === 0) return undefined;
    let [low, high] = [0, this.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.steps[middle] < step) low = middle + 1;
      else high = middle;
    }
    return low > 0 && step - this.steps[low - 1] < this.steps[low] - step ? low - 1 : low;
  }
}

/** A value's position on an axis: itself, or its logarithm; NaN where it has none. */
export function positionOn(scale: TrainingScale, value: number): number {
  if (scale === "linear") return value;
  return value > 0 ? Math.log10(value) : Number.NaN;
}

/**
 * Indices of at most about `most` values that look like all of them when they are drawn as a line: the lowest and the
 * highest of each run of neighbors, in order.
 */
export function thinned(values: readonly number[], most: number): number[] {
  const stride = strideFor(values.length, most);
  if (stride === 1) return [...values.keys()];
  const kept: number[] = [];
  for (let start = 0; start < values.length; start += stride) {
    kept.push(...extremes(values, start, Math.min(values.length, start + stride)));
  }
  return kept;
}

/** How many neighbors become two so that about `most` of n values are left; a power of two. */
export function strideFor(n: number, most: number): number {
  return n <= most ? 1 : 2 ** Math.ceil(Math.log2((2 * n) / most));
}

/** Indices of the lowest and the highest of some values, in order; one index if all are equal or missing. */
export function extremes(values: readonly number[], start: number, end: number): number[] {
  let [low, high] = [start, start];
  for (let i = start + 1; i < end; i++) {
    if (values[i] < values[low] || Number.isNaN(values[low])) low = i;
    if (values[i] > values[high] || Number.isNaN(values[high])) high = i;
  }
  return low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
}
