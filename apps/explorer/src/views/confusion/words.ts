import { type CellPlace, count, percent, points } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import { OTHER } from "./categories.js";
import { changesOf, factsOf } from "./cell.js";
import type { Confusion } from "./confusion.js";
import type { Order, Share } from "./spec.js";

export const images = (n: number): string => (n === 1 ? msg("1 image") : msg(str`${count(n)} images`));

export const orderWords = (hierarchy: boolean): Record<Order, string> => ({
  dataset: hierarchy ? msg("along the hierarchy") : msg("as in the data"),
  name: msg("by name"),
  errors: msg("most errors first"),
  confusion: msg("confused side by side"),
  texts: msg("similar texts side by side"),
});

export const shareWords = (): Record<Share, string> => ({
  row: msg("share of the true class"),
  column: msg("share of the prediction"),
  total: msg("share of all images"),
  none: msg("number of images"),
});

/** Whether every category is a class, so that the diagonal holds right predictions only. */
export const isFine = ({ categories }: Confusion): boolean => categories.every(({ level }) => level === 0);

/**
 * Title of a cell: "True animals, predicted food". Above the classes the diagonal is not "right": an image may be
 * taken for another class of the same category.
 */
export function cellTitle({ categories }: Confusion, { row, column }: CellPlace): string {
  const [truth, predicted] = [categories[row].name, categories[column].name];
  return row === column
    ? msg(str`${truth}, predicted as ${predicted} too`)
    : msg(str`True ${truth}, predicted ${predicted}`);
}

/** A sentence about a cell with its exact numbers; empty without a cell. */
export function describeCell(confusion: Confusion, place: CellPlace | undefined, share: Share): string {
  const { categories } = confusion;
  if (!place || place.row >= categories.length || place.column >= categories.length) return "";
  const facts = factsOf(confusion, place);
  const parts = [`${cellTitle(confusion, place)}: ${images(facts.n)}`, shareOf(confusion, place, share)];
  const { row, column } = place;
  const isMixed = row === column && (categories[row].level !== 0 || categories[row].id === OTHER);
  if (isMixed && facts.n > 0) parts.push(msg(str`${count(facts.right)} of them in the right class`));
  if (facts.before) {
    const { n, came, left } = facts.before;
    parts.push(msg(str`before ${count(n)}: ${count(came)} came, ${count(left)} left`));
  }
  return parts.filter(Boolean).join(", ");
}

function shareOf(confusion: Confusion, place: CellPlace, share: Share): string {
  const { n, images: truly, predicted, all } = factsOf(confusion, place);
  const [truth, guess] = [confusion.categories[place.row].name, confusion.categories[place.column].name];
  const part = (whole: number) => percent(whole > 0 ? n / whole : Number.NaN);
  if (share === "column") {
    return predicted > 0 ? msg(str`${part(predicted)} of the ${count(predicted)} predicted ${guess}`) : "";
  }
  if (share === "total") return msg(str`${part(all)} of all ${count(all)}`);
  return truly > 0 ? msg(str`${part(truly)} of the ${count(truly)} truly ${truth}`) : "";
}

/** A one-sentence summary of the matrix, and how to read it. */
export function summarize(confusion: Confusion): string {
  const { categories, rows, labels, now } = confusion;
  let [same, right] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    same += Number(labels[i] === now.predictions[i]);
    right += now.right[i];
  }
  const named =
    categories.length === 1 ? msg("1 category") : msg(str`${count(categories.length)} categories`);
  const what = `${named}, ${images(rows.length)}`;
  const on = msg(str`${percent(same / rows.length)} on the diagonal`);
  const also = isFine(confusion) ? "" : msg(str`, ${percent(right / rows.length)} in the right class`);
  return `${what}: ${on}${also}. ${msg("Rows are true, columns predicted. A click on a cell opens its images, one on a name folds its level.")}`;
}

/** What changed since the second run. */
export function summarizeChanges(confusion: Confusion, title: string): string {
  const changes = changesOf(confusion);
  if (!changes) return "";
  const { now, before, flipped, gained, lost } = changes;
  return msg(
    str`Right: ${percent(now)}, ${title}: ${percent(before)} (${points(now - before)} points). ${count(flipped.length)} of ${count(confusion.rows.length)} changed: ${count(gained.length)} became right, ${count(lost.length)} became wrong.`,
  );
}
