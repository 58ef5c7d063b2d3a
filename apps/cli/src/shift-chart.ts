import { accuracyBars, type Chart, type ChartWords, robustness } from "@clipscope/charts/plots";
import type { ShiftsEvaluation } from "@clipscope/study";

/**
 * The result as a drawing: with baselines accuracy under each shift against accuracy on the reference, otherwise
 * the accuracies of all distributions, the reference first.
 */
export function shiftChart(result: ShiftsEvaluation, words: ChartWords): Chart<unknown> {
  return result.effective ? againstReference(result, result.effective, words) : byShift(result, words);
}

function againstReference(
  { reference, classifiers, shifts }: ShiftsEvaluation,
  effective: NonNullable<ShiftsEvaluation["effective"]>,
  words: ChartWords,
): Chart<unknown> {
  const panels = effective.map(({ shift, baseline, band, classifiers: placed }) => ({
    title: shift,
    baseline,
    band,
    models: classifiers.flatMap(({ name, scores }) => {
      const { accuracy, onReference } = scores[shifts.indexOf(shift)];
      const above = placed.find((each) => each.name === name);
      if (!onReference) return [];
      return {
        name,
        x: onReference.value,
        y: accuracy.value,
        xInterval: [onReference.low, onReference.high] as const,
        yInterval: [accuracy.low, accuracy.high] as const,
        ...(above && { effective: { value: above.effective } }),
      };
    }),
  }));
  return robustness(panels, { reference, width: panels.length > 1 ? 960 : 640, ...words });
}

function byShift({ classifiers }: ShiftsEvaluation, words: ChartWords): Chart<unknown> {
  const bars = classifiers.flatMap(({ name, scores }) =>
    scores.map(({ shift, accuracy: { value, low, high, n } }) => ({
      title: classifiers.length > 1 ? `${shift}, ${name}` : shift,
      value,
      low,
      high,
      n,
    })),
  );
  return accuracyBars(bars, words);
}
