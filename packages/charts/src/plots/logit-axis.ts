import { expit, logit } from "@clipscope/toolkit/robustness";
import { percent } from "../format.js";

/** Accuracies, in percent, that may have a tick on a logit axis. */
const PERCENTS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 99.5];

/** A range of logits. */
export type LogitRange = readonly [low: number, high: number];

/** Whether an accuracy has a logit. */
export function hasLogit(accuracy: number): boolean {
  return accuracy > 0 && accuracy < 1;
}

/** A range of logits that covers these accuracies with a margin; those without a logit are ignored. */
export function logitRange(accuracies: Iterable<number>, margin = 0.2): LogitRange {
  const logits = [...accuracies].filter(hasLogit).map(logit);
  if (logits.length === 0) return [logit(0.05), logit(0.95)];
  return [Math.min(...logits) - margin, Math.max(...logits) + margin];
}

/** At most `most` round accuracies as ticks for a logit axis. */
export function logitTicks([low, high]: LogitRange, most: number): number[] {
  const inside = PERCENTS.map((each) => each / 100).filter((p) => logit(p) >= low && logit(p) <= high);
  const gap = (0.8 * (high - low)) / most;
  const kept: number[] = [];
  for (const p of inside) {
    const last = kept.at(-1);
    if (last === undefined || logit(p) - logit(last) >= gap) kept.push(p);
  }
  return kept;
}

/** Accuracies evenly spaced in logits from end to end of a range, for drawing a band. */
export function accuraciesAcross([low, high]: LogitRange, count = 41): number[] {
  return Array.from({ length: count }, (_, i) => expit(low + ((high - low) * i) / (count - 1)));
}

/** An accuracy as a tick of a logit axis: "20%", "0.5%". */
export function logitTick(accuracy: number): string {
  return percent(accuracy, accuracy < 0.0099 || accuracy > 0.9901 ? 1 : 0);
}
