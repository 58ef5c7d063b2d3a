import type { LogitLine } from "@clipscope/toolkit/robustness";

/** A model's accuracies, 0 to 1: `x` on the reference, `y` under the shift. */
export interface AccuracyPoint {
  name: string;
  x: number;
  y: number;
}

/** An interval of an accuracy, 0 to 1. */
export type Interval = readonly [low: number, high: number];

/** A model compared with the baseline. */
export interface ComparedPoint extends AccuracyPoint {
  /** The series that the model belongs to: one style and one entry of the legend. Default: its name. */
  series?: string;
  xInterval?: Interval;
  yInterval?: Interval;
  /** Outline of the joint confidence region of both accuracies, in order. */
  region?: readonly { x: number; y: number }[];
  /** Accuracy above the baseline's line, as a difference of accuracies. Default: computed. */
  effective?: { value: number; low?: number; high?: number };
}

/** One shift: the compared models and, for effective robustness, the baseline. */
export interface RobustnessPanel {
  /** Test set of the y-axis. */
  title: string;
  models: readonly ComparedPoint[];
  /** Models that the line is fitted to; without two of different accuracies there is no line. Default: none. */
  baseline?: readonly AccuracyPoint[];
  /** Models shown for context: neither fitted to nor compared. */
  others?: readonly AccuracyPoint[];
  /**
   * The line's band, where it was computed before (`logitLineBand` at `accuraciesAcross`). Default: computed
   * from 1,000 resamples of the baseline, which takes about 0.1 s for a hundred models.
   */
  band?: readonly { x: number; low: number; high: number }[];
}

/** What a model is in a plot: compared with the line, one that sets it, or shown for context. */
export type RobustnessRole = "model" | "baseline" | "other";

/** Datum of a mark. */
export interface RobustnessMark {
  panel: RobustnessPanel;
  role: RobustnessRole;
  /** The model, with its distance from the line if there is one. */
  point: ComparedPoint;
}

/** A panel with everything that is drawn. */
export interface FittedPanel extends RobustnessPanel {
  line: LogitLine | undefined;
  baseline: readonly AccuracyPoint[];
  others: readonly AccuracyPoint[];
  band: readonly { x: number; low: number; high: number }[];
  models: readonly (ComparedPoint & { series: string })[];
}
