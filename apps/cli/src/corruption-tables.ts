import { CORRUPTIONS } from "@clipscope/datasets/corruptions";
import type { CorruptionsEvaluation } from "@clipscope/study";
import { percent, type Report, type ReportTable } from "./report.js";

/**
 * Accuracies by kind and severity, one table per classifier, and mean corruption errors if there are several
 * classifiers.
 */
export function corruptionTables({
  curves,
  kinds,
  severities,
  errors,
}: CorruptionsEvaluation): Pick<Report, "tables" | "footnote"> {
  const counted = new Set<string>(errors.over);
  const uncounted = CORRUPTIONS.some(({ id }) => kinds.includes(id) && !counted.has(id));
  const tables = curves.map(
    ({ name, clean, byKind }): ReportTable => ({
      ...(curves.length > 1 && { title: name }),
      columns: ["kind", "0", ...severities.map(String)],
      rows: kinds.map((kind) => [
        counted.has(kind) ? kind : `${kind} *`,
        ...[clean, ...byKind[kind]].map((each) => ({
          value: each.value,
          shown: `${shown(each.value)} (${shown(each.low)}–${shown(each.high)})`,
        })),
      ]),
    }),
  );
  const means = curves.filter(({ meanCorruptionError }) => meanCorruptionError !== undefined);
  if (curves.length > 1 && means.length > 0) {
    tables.push({
      title: `Mean corruption error: errors summed over severities, relative to ${errors.relativeTo}, averaged over ${counted.size} kinds`,
      columns: ["classifier", "without corruption", "mean corruption error"],
      rows: curves.map(({ name, clean, meanCorruptionError }) => [
        name,
        percent(clean.value),
        percent(meanCorruptionError),
      ]),
    });
  }
  return {
    tables,
    ...(uncounted && { footnote: "* not among the kinds that papers average over." }),
  };
}

const shown = (share: number) => `${(100 * share).toFixed(1)}%`;
