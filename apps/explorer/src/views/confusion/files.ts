import { confusionSvg, count, percent, points } from "@clipscope/charts";
import type { Study } from "@clipscope/study";
import { toCsv } from "@clipscope/toolkit";
import { msg, str } from "@lit/localize";
import { chartWords } from "../../app/chart-words.js";
import { type ConfusionLook, confusionRecipe } from "../../code/recipes/confusion-recipe.js";
import { changesOf } from "./cell.js";
import { cellColumns } from "./columns.js";
import { type Confusion, chartShares } from "./confusion.js";
import type { ConfusionOptions } from "./spec.js";
import { isFine } from "./words.js";

/** Title of the drawing: what one learns from it. */
export function titleOf(confusion: Confusion, second: string | undefined): string {
  const { categories, rows, labels, now } = confusion;
  const among = msg(str`among ${count(categories.length)} categories`);
  const changes = second === undefined ? undefined : changesOf(confusion);
  if (changes) {
    return msg(
      str`Right: ${percent(changes.before)} (${second}) → ${percent(changes.now)}, ${points(changes.now - changes.before)} points, ${among}`,
    );
  }
  const same = rows.reduce((sum, _, i) => sum + Number(labels[i] === now.predictions[i]), 0) / rows.length;
  return isFine(confusion)
    ? msg(str`${percent(same)} right ${among}`)
    : msg(str`${percent(same)} in the right category ${among}`);
}

/** The drawing of the whole matrix, independent of the zoom; of two runs, their difference. */
export function chartOfConfusion(
  study: Study,
  confusion: Confusion,
  { share, scale, hideDiagonal }: ConfusionOptions,
  second: string | undefined,
) {
  const { data, earlier, categories } = confusion;
  return confusionSvg(data.cells, {
    ...chartWords(study, titleOf(confusion, second)),
    names: categories.map(({ name }) => name),
    share: chartShares[share],
    scale,
    hideDiagonal,
    blocks: data.blocks,
    ...(earlier && { before: earlier.cells }),
  });
}

/** The cells that are not empty, a line each. */
export function sparseCsv(confusion: Confusion): string {
  const columns = cellColumns(confusion);
  const titles = confusion.difference
    ? ["true", "predicted", "images", "before", "change"]
    : ["true", "predicted", "images"];
  const shares = ["share of the true class", "share of the prediction", "share of all images"];
  const rows = Array.from({ length: columns[0].length }, (_, at) => columns.map(({ value }) => value(at)));
  return toCsv({ columns: [...titles, ...shares], rows });
}

/** The whole matrix of counts, a line for each true category. */
export function fullCsv({ categories, data }: Confusion): string {
  const rows = categories.map(({ name }) => [name, ...new Array<number>(categories.length).fill(0)]);
  for (const { row, column, n } of data.cells) rows[row][column + 1] = n;
  return toCsv({ columns: ["true \\ predicted", ...categories.map(({ name }) => name)], rows });
}

/** What the drawing of the first run shows. */
export function lookOf({ categories, levels }: Confusion, options: ConfusionOptions): ConfusionLook {
  const { share, scale, order, hideDiagonal } = options;
  const groups: string[] = [];
  for (const { name, classes } of categories) for (const c of classes) groups[c] = name;
  const isPlain = categories.every(({ level }) => level === 0);
  return {
    ...(!isPlain && { groups }),
    ...((order !== "dataset" || levels.length > 1) && { order: categories.map(({ name }) => name) }),
    share: chartShares[share],
    scale,
    hideDiagonal,
  };
}

/** How the drawing of the first run is computed. */
export function recipeOf(study: Study, confusion: Confusion, options: ConfusionOptions) {
  const words = chartWords(study, titleOf(confusion, undefined));
  return confusionRecipe(study.doc.peek(), lookOf(confusion, options), words);
}
