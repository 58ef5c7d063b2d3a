import type { ClassScores, EvaluatedClass } from "@clipscope/study";
import { percent, type ReportTable } from "./report.js";

/** Display name of a class. */
export const nameOf = ({ names }: { names: readonly string[] }) => names[0];

/** A table of recall, precision and F1 for each class. */
export function classTable({
  classes,
  perClass,
}: {
  classes: readonly EvaluatedClass[];
  perClass: ClassScores;
}): ReportTable {
  return {
    title: "By class",
    columns: ["class", "images", "recall", "precision", "F1"],
    rows: classes.map((each, c) => [
      nameOf(each),
      perClass.count[c],
      percent(perClass.count[c] > 0 ? perClass.recall[c] : undefined),
      percent(perClass.precision[c]),
      percent(perClass.count[c] > 0 ? perClass.f1[c] : undefined),
    ]),
  };
}
