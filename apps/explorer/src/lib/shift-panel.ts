import { type BandPoint, type Estimate, expit, type LogitLine, logit } from "@clipscope/toolkit";

/**
 * A model in a robustness plot: accuracies, 0 to 1, on the reference and under the shift, and derived values.
 */
export interface ShiftPoint {
  name: string;
  x: number;
  y: number;
  xInterval?: readonly [low: number, high: number];
  yInterval?: readonly [low: number, high: number];
  /** Accuracy above the line, as a difference; published models have no interval. */
  effective?: Partial<Estimate> & { value: number };
  gapClosed?: Estimate;
}

/** One shift: the baseline with its line and band, and the compared models. */
export interface ShiftPanel {
  shift: string;
  title: string;
  line: LogitLine;
  band: BandPoint[];
  /** Models the line is fitted to. */
  baseline: ShiftPoint[];
  /** Models shown for context only: neither fitted to nor compared. */
  others: ShiftPoint[];
  models: ShiftPoint[];
}

/** Data of a robustness study, measured or published, for the pane and the plots. */
export interface ShiftFigure {
  /** Description of the x-axis, and its short form. */
  reference: string;
  axis: string;
  panels: ShiftPanel[];
  /** Confidence level of bars and band, and what the bars belong to. */
  level: number;
  bars: string;
}

/** Accuracies, in percent, that may have a tick on a logit axis. */
const PERCENTS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 99.5];

/** A range of logits that covers these accuracies with a margin; accuracies of exactly 0 or 1 are ignored. */
export function logitRange(accuracies: Iterable<number>, margin = 0.2): [low: number, high: number] {
  const logits = [...accuracies].map(logit).filter(Number.isFinite);
  if (logits.length === 0) return [logit(0.05), logit(0.95)];
  return [Math.min(...logits) - margin, Math.max(...logits) + margin];
}

/** At most `most` round accuracies as ticks for a logit axis. */
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

/** Accuracies evenly spaced in logits from end to end of a range, for drawing a band. */
export function accuraciesAcross([low, high]: readonly [number, number], count = 41): number[] {
  return Array.from({ length: count }, (_, i) => expit(low + ((high - low) * i) / (count - 1)));
}
