import { count, percent } from "@clipscope/charts";
import { type Curves, meanAt } from "./curves.js";

/** Summary of severity curves in a sentence with their numbers; only of the models in `told`, if given. */
export function lessonOf(
  curves: Curves | undefined,
  named: (model: string) => string = (model) => model,
  told?: readonly string[],
): string {
  const models = (curves?.models ?? []).filter(({ name }) => !told || told.includes(name));
  if (!curves || models.length === 0 || curves.counted.length === 0) {
    return "How accuracy falls as images are corrupted";
  }
  const kinds =
    curves.counted.length === 1
      ? curves.counted[0].title.toLowerCase()
      : `the mean over ${count(curves.counted.length)} kinds`;
  const falls = models.map(
    (model) =>
      `${named(model.name)} from ${percent(model.clean.value)} to ${percent(meanAt(curves, model, 5))}`,
  );
  return `At severity 5, ${kinds}, accuracy goes ${falls.length > 1 ? "of " : ""}${falls.join(", of ")}`;
}
