import { count, percent } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import { type Curves, meanAt } from "./curves.js";

/** Summary of severity curves in a sentence with their numbers; only of the models in `told`, if given. */
export function lessonOf(curves: Curves | undefined, told?: readonly string[]): string {
  const models = (curves?.models ?? []).filter(({ name }) => !told || told.includes(name));
  if (!curves || models.length === 0 || curves.counted.length === 0) {
    return msg("How accuracy falls as images are corrupted");
  }
  const falls = models.map((model) => {
    const [from, to] = [model.clean.value, meanAt(curves, model, 5)].map((accuracy) => percent(accuracy));
    return msg(str`from ${from} to ${to} (${model.name})`);
  });
  const all = falls.join("; ");
  return curves.counted.length === 1
    ? msg(str`At severity 5 of ${curves.counted[0].title.toLowerCase()}, accuracy falls ${all}`)
    : msg(str`At severity 5, on average over ${count(curves.counted.length)} kinds, accuracy falls ${all}`);
}
