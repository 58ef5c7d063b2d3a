import { type Chart, type ChartWords, severity } from "@clipscope/charts/plots";
import { CORRUPTIONS } from "@clipscope/datasets/corruptions";
import type { CorruptionsEvaluation } from "@clipscope/study";

/** Accuracy against severity for each kind, in rows by family. */
export function corruptionChart(
  { curves, kinds, severities }: CorruptionsEvaluation,
  words: ChartWords,
): Chart<unknown> {
  const known = CORRUPTIONS.filter(({ id }) => kinds.includes(id));
  const panels = known.map(({ id, title, family }, i) => ({
    title,
    ...(family !== known[i - 1]?.family && { heading: family[0].toUpperCase() + family.slice(1) }),
    curves: curves.map(({ name, clean, byKind }) => ({
      name,
      points: [clean, ...byKind[id]].map(({ value, low, high }, at) => ({
        severity: at === 0 ? 0 : severities[at - 1],
        value,
        low,
        high,
      })),
    })),
  }));
  return severity(panels, { width: panels.length > 3 ? 960 : 640, ...words });
}
