import type { ConfusionScale, ConfusionShare } from "@clipscope/charts";
import type { StudyDocument } from "@clipscope/study";
import { literal, type Recipe, type RecipeWords } from "../recipe.js";
import { shownRows } from "./shown-rows.js";

/** What the matrix shows. */
export interface ConfusionLook {
  /** Name of each class's category, if the categories are not the classes. */
  groups?: readonly string[];
  /** Names of the categories in their order. Default: the order of the data. */
  order?: readonly string[];
  share: ConfusionShare;
  scale?: ConfusionScale;
  hideDiagonal: boolean;
}

/** A confusion matrix of the active texts, of the labeled rows that pass the filters. */
export function confusionRecipe(
  document: StudyDocument,
  { groups, order, share, scale, hideDiagonal }: ConfusionLook,
  words: RecipeWords,
): Recipe {
  return {
    imports: {
      "@clipscope/charts/plots": ["confusionSvg"],
      "@clipscope/toolkit/metrics": ["confusionMatrix"],
    },
    statements: `${shownRows(document)}
const scores = await study.scores().done;
${groups ? `const categories = ${literal(groups)};` : CLASSES}
const names = [...new Set(categories)];
const at = [...scores.rows.keys()].filter((i) => scores.labels[i] >= 0 && shown.has(scores.rows[i]));
const matrix = confusionMatrix({
  labels: at.map((i) => scores.labels[i]),
  predictions: at.map((i) => scores.predictions[i]),
  classes: categories.length,
  groups: Int32Array.from(categories, (name) => names.indexOf(name)),
});
const chart = confusionSvg(matrix, {
  names,${order ? `\n  order: ${literal(order)}.map((name) => names.indexOf(name)).filter((place) => place >= 0),` : ""}
  ...${literal({ share, scale, hideDiagonal, ...words })},
});`,
  };
}

/** Statements that declare `categories` as the classes; names shared by several classes are numbered. */
const CLASSES = `const seen = new Map();
const categories = scores.classes.map(({ names: [name] }) => {
  seen.set(name, (seen.get(name) ?? 0) + 1);
  return seen.get(name) === 1 ? name : \`\${name} (\${seen.get(name)})\`;
});`;
