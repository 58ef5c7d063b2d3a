import type { Dataset } from "@clipscope/datasets";
import type { ClassScores, EvaluatedClass } from "@clipscope/study";
import type { Manifest } from "@clipscope/toolkit";
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

/**
 * The classes that compete, in words: their number, and for labels that are part of a larger list, such as
 * ImageNet-R's, whether only classes with labels compete or the whole list.
 */
export function competing(
  { vocabulary }: Pick<Dataset, "vocabulary">,
  classes: number,
  { options }: Pick<Manifest, "options">,
  given: boolean,
): string {
  if (!vocabulary || given) return `${classes} classes`;
  const all = vocabulary.classNames.length.toLocaleString("en-US");
  return options.vocabulary === "subset"
    ? `the ${classes} labeled classes of ${vocabulary.title}'s ${all}`
    : `all ${all} classes of ${vocabulary.title}`;
}
