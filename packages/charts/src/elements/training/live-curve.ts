import { stepPosition } from "../../plots/training/axes.js";
import type { TrainingPoint, TrainingScale } from "../../plots/training/run.js";
import { extremes, positionOn, type Series, strideFor } from "../../plots/training/series.js";
import { LivePath } from "./live-path.js";

/** Points drawn of a curve before its neighbors are drawn as two. */
const DRAWN = 2000;

/** A metric of one run as it grows: its raw values and, once there are enough, their moving average. */
export class LiveCurve {
  readonly #raw: LivePath;
  readonly #line: LivePath;
  readonly #dots: LivePath;
  /** Values already drawn, and how many of them are drawn as two points. */
  #drawn = 0;
  #stride = 1;
  #smoothed = false;
  /** The range of the values that have a place on the axis. */
  low = Number.POSITIVE_INFINITY;
  high = Number.NEGATIVE_INFINITY;

  constructor(
    group: SVGGElement,
    readonly series: Series,
    color: string,
    private readonly scales: { step: TrainingScale; value: TrainingScale },
  ) {
    this.#raw = new LivePath(group, { color, width: 1, opacity: 0.28 });
    this.#line = new LivePath(group, { color, width: 1.75, opacity: 1 });
    this.#dots = new LivePath(group, { color, width: 0, opacity: 1, dots: true });
    for (let i = 0; i < series.length; i++) this.#include(series.values[i]);
  }

  /** Adds a point; `draw` shows it. */
  push(point: TrainingPoint): void {
    if (this.series.push(point)) this.#include(this.series.values[this.series.length - 1]);
  }

  /** Draws what was added since the last call. */
  draw(): void {
    const { series } = this;
    const stride = strideFor(series.length, DRAWN);
    if (stride !== this.#stride || series.isSmoothed !== this.#smoothed) {
      this.#stride = stride;
      this.#smoothed = series.isSmoothed;
      this.#drawn = 0;
      for (const path of [this.#raw, this.#line, this.#dots]) path.reset([]);
    }
    if (!series.isDotted) this.#dots.reset([]);
    const from = this.#drawn;
    // Only whole groups of neighbors are drawn, so that no drawn point has to change.
    const to = from + Math.floor((series.length - from) / stride) * stride;
    const raw: number[] = [];
    const smooth: number[] = [];
    // On a logarithmic axis of steps, much of the width belongs to the first ones.
    if (from === 0 && stride > 1) smooth.push(0);
    for (let start = from; start < to; start += stride) {
      raw.push(...(stride === 1 ? [start] : extremes(series.values, start, start + stride)));
      smooth.push(start + stride - 1);
    }
    if (this.#smoothed) {
      this.#raw.push(raw.map((i) => this.#at(series.values, i)));
      this.#line.push(smooth.map((i) => this.#at(series.smooth, i)));
    } else this.#line.push(raw.map((i) => this.#at(series.values, i)));
    if (series.isDotted) this.#dots.push(raw.map((i) => this.#at(series.values, i)));
    this.#drawn = to;
  }

  #at(values: readonly number[], index: number): readonly [number, number] {
    const { step, value } = this.scales;
    return [stepPosition(step, this.series.steps[index]), positionOn(value, values[index])];
  }

  #include(value: number): void {
    if (!Number.isFinite(positionOn(this.scales.value, value))) return;
    this.low = Math.min(this.low, value);
    this.high = Math.max(this.high, value);
  }
}
