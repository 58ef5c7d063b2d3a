import { type BandPoint, type Estimate, expit, type LogitLine, logit } from "@clipscope/toolkit";

/** A model in a robustness plot: accuracies 0 to 1 on the reference and under the shift, and what follows from them. */
export interface ShiftPoint {
  name: string;
  x: number;
  y: number;
  xInterval?: readonly [low: number, high: number];
  yInterval?: readonly [low: number, high: number];
  /** Accuracy above the line, as a difference; of published models without an interval. */
  effective?: Partial<Estimate> & { value: number };
  gapClosed?: Estimate;
}

/** One shift: the baseline with its line and band, and the models that are compared with it. */
export interface ShiftPanel {
  shift: string;
  title: string;
  line: LogitLine;
  band: BandPoint[];
  /** Those that the line is fitted to. */
  baseline: ShiftPoint[];
  /** Shown for comparison, but neither fitted to nor compared. */
  others: ShiftPoint[];
  models: ShiftPoint[];
}

/** What the pane and the plots need to know of a study, measured here or published. */
export interface ShiftFigure {
  /** What the x-axis is, and that in short. */
  reference: string;
  axis: string;
  panels: ShiftPanel[];
  /** Confidence level of bars and band, and whose the bars are. */
  level: number;
  bars: string;
}

/** Accuracies that are worth a tick on a logit axis. */
const PERCENTS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 99.5];

/** A range of logits with a margin round all of these accuracies, which lie between 0 and 1; others do not count. */
export function logitRange(accuracies: Iterable<number>, margin = 0.2): [low: number, high: number] {
  const logits = [...accuracies].map(logit).filter(Number.isFinite);
  if (logits.length === 0) return [logit(0.05), logit(0.95)];
  return [Math.min(...logits) - margin, Math.max(...logits) + margin];
}

/** Where ticks go on a logit axis, as accuracies: the round ones in the range, at most so many. */
export function logitTicks([low, high]: readonly [number, number], most: number): number[] {
  const inside = PERCENTS.map((percent) => percent / 100).filter((p) => logit(p) >= low && logit(p) <= high);
  const gap = (0.8 * (high - low)) / most;
  const kept: number[] = [];
  for (const p of inside) {
    const last = kept.at(-1);
    if (last === undefined || logit(p) - logit(last) >= gap) kept.push(p);
  }
  return kept;
}

/** Some accuracies from end to end of a range of logits, evenly spaced on it: where a band is drawn. */
export function accuraciesAcross([low, high]: readonly [number, number], count = 41): number[] {
  return Array.from({ length: count }, (_, i) => expit(low + ((high - low) * i) / (count - 1)));
}
