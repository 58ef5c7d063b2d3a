import { type TrainingAxis, valueAxis } from "../../plots/training/axes.js";
import type { TrainingMetric, TrainingPoint, TrainingScale } from "../../plots/training/run.js";
import { positionOn, Series } from "../../plots/training/series.js";
import { LiveCurve } from "./live-curve.js";

export interface LivePanelOptions {
  metric: TrainingMetric;
  smoothing: number;
  scales: { step: TrainingScale; value: TrainingScale };
}

/** The curves of one metric, in the coordinates of their data, and an axis that grows with them. */
export class LivePanel {
  readonly group = document.createElementNS("http://www.w3.org/2000/svg", "g");
  readonly metric: TrainingMetric;
  axis: TrainingAxis;
  readonly #curves = new Map<string, LiveCurve>();

  constructor(
    private readonly options: LivePanelOptions,
    runs: readonly { name: string; points: readonly TrainingPoint[]; color: string }[],
  ) {
    const { metric, smoothing, scales } = options;
    this.metric = metric;
    for (const { name, points, color } of runs) {
      this.#curves.set(name, new LiveCurve(this.group, new Series(metric, smoothing, points), color, scales));
    }
    this.axis = this.#fitted();
    this.draw();
  }

  /** Whether a curve has a moving average. */
  get isSmoothed(): boolean {
    return [...this.#curves.values()].some(({ series }) => series.isSmoothed);
  }

  push(run: string, points: readonly TrainingPoint[]): void {
    const curve = this.#curves.get(run);
    for (const point of points) curve?.push(point);
  }

  /** Draws what was added. Returns whether the axis had to grow. */
  draw(): boolean {
    for (const curve of this.#curves.values()) curve.draw();
    const [low, high] = this.#range();
    const [least, greatest] = this.axis.domain;
    const { value: scale } = this.options.scales;
    if (!(positionOn(scale, low) < least || positionOn(scale, high) > greatest)) return false;
    this.axis = this.#fitted();
    return true;
  }

  /** The value nearest to a step, of each run that has one. */
  read(step: number): { name: string; step: number; value: number; smooth: number }[] {
    return [...this.#curves].flatMap(([name, { series }]) => {
      const at = series.nearest(step);
      if (at === undefined) return [];
      return [{ name, step: series.steps[at], value: series.values[at], smooth: series.shown(at) }];
    });
  }

  #fitted(): TrainingAxis {
    const [low, high] = this.#range();
    const { metric, scales } = this.options;
    // Beyond the highest and lowest value, so that a growing run moves its axis seldom.
    const spare = scales.value === "log" ? 0 : 0.02 * (high - low);
    return valueAxis(
      metric,
      scales.value,
      scales.value === "log" ? [low / 1.5, high * 1.5] : [low, high + spare],
    );
  }

  #range(): readonly [low: number, high: number] {
    const curves = [...this.#curves.values()];
    const low = Math.min(...curves.map((curve) => curve.low));
    const high = Math.max(...curves.map((curve) => curve.high));
    return low <= high ? [low, high] : [this.options.scales.value === "log" ? 1 : 0, 1];
  }
}
