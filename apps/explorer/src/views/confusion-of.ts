import type { CellPlace } from "@clipscope/charts";
import { counted, percent } from "@clipscope/charts";
import { groupLabel, groupOf, subgroupLabel, subgroupOf } from "../lib/categories.js";
import type { ClassList, PackIndex } from "../lib/classes.js";
import { type Confusion, type Order, rollUp } from "../lib/confusion.js";
import type { Rollup } from "../lib/url-state.js";
import type { RenditionScore } from "../state/scores.js";
import type { Session } from "../state/session.js";

/** The confusion matrix of the session's images; undefined until all are scored. */
export function confusionOf(session: Session, rollup: Rollup, order: Order): Confusion | undefined {
  const { index } = session;
  const scores = session.renditions.map((rendition) => session.scoreOf(rendition));
  if (!index || scores.length === 0 || scores.includes(undefined)) return undefined;
  const all = scores as RenditionScore[];
  const { classes } = all[0];
  const labels = concat(all.map((score) => score.labels));
  const predictions = concat(all.map((score) => score.result.predictions));
  return rollUp(labels, predictions, classes.names.length, categoryOf(index, classes, rollup), order);
}

/** The category of a class: itself, or a superclass of its concept. */
function categoryOf(index: PackIndex, classes: ClassList, rollup: Rollup): (c: number) => string {
  const concept = (c: number) => index.concepts[classes.concepts[c]];
  if (rollup === "group") return (c) => groupLabel(groupOf(concept(c)));
  if (rollup === "subgroup") return (c) => subgroupLabel(subgroupOf(concept(c)));
  return (c) => classes.names[c];
}

/** A one-sentence summary of the matrix, and how to read it. */
export function summarize({ matrix, categories, cells }: Confusion): string {
  const right = cells.reduce((sum, { row, column, n }) => sum + (row === column ? n : 0), 0);
  const what = counted(categories.length, "category", "categories");
  return `${what}, ${counted(matrix.total, "image")}: ${percent(right / matrix.total)} on the diagonal. Rows are true, columns predicted. Scroll to zoom, click a cell to see its images.`;
}

/** A sentence about one cell; empty without a cell. */
export function describeCell(
  { categories, metrics, cells }: Confusion,
  place: CellPlace | undefined,
): string {
  if (!place || place.row >= categories.length || place.column >= categories.length) return "";
  const { row, column } = place;
  const n = cells.find((cell) => cell.row === row && cell.column === column)?.n ?? 0;
  const support = metrics.support[row];
  const share = support > 0 ? `${percent(n / support)} of ${counted(support, "image")}` : "of no images";
  return `${cellTitle(categories, place)}: ${counted(n, "image")} (${share})`;
}

/** Title of a cell: "True animals, predicted food". */
export function cellTitle(categories: readonly string[], { row, column }: CellPlace): string {
  const [truth, predicted] = [categories[row], categories[column]];
  return row === column ? `${truth}, predicted right` : `True ${truth}, predicted ${predicted}`;
}

function concat(parts: Int32Array[]): Int32Array {
  const out = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
