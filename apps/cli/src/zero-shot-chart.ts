import { type Chart, type ChartWords, confusionSvg, reliability } from "@clipscope/charts/plots";
import type { CalibrationEvaluation, ZeroShotEvaluation } from "@clipscope/study";
import { ClipscopeError } from "@clipscope/types";
import { nameOf } from "./class-table.js";

/** The confusion matrix. Throws `not-supported` for more than 2,000 classes, which have none. */
export function confusionChart(
  { classes, confusion }: ZeroShotEvaluation,
  words: ChartWords,
): Chart<unknown> {
  if (confusion) return confusionSvg(confusion, { names: classes.map(nameOf), ...words });
  throw new ClipscopeError(
    "not-supported",
    `--svg draws the confusion matrix of at most 2,000 classes, and there are ${classes.length}: choose some with --classes.`,
  );
}

/** Reliability as trained and with the fitted temperature. */
export function calibrationChart(
  { asTrained, scaled, temperature }: CalibrationEvaluation,
  words: ChartWords,
): Chart<unknown> {
  const curves = [
    { name: "as trained", bins: asTrained.bins },
    { name: `temperature ${temperature.temperature.toFixed(2)}`, bins: scaled.bins },
  ];
  return reliability(curves, { width: 440, ...words });
}
