import type { ConfusionShare } from "@clipscope/charts";
import type { StudyDocument } from "@clipscope/study";
import { literal, type Recipe, type RecipeWords } from "../recipe.js";
import { shownRows } from "./shown-rows.js";

/** What the matrix shows. */
export interface ConfusionLook {
  /** Column whose values are the categories, such as a coarser one of the label; "" for the classes. */
  by: string;
  /** Name of each class's category, where they are not all of one column. */
  groups?: readonly string[];
  /** Names of the categories in their order. Default: the order of the data. */
  order?: readonly string[];
  share: ConfusionShare;
  hideDiagonal: boolean;
}

/** A confusion matrix of the active texts, of the labeled rows that pass the filters. */
export function confusionRecipe(
  document: StudyDocument,
  { by, groups, order, share, hideDiagonal }: ConfusionLook,
  words: RecipeWords,
): Recipe {
  return {
    imports: {
      "@clipscope/charts/plots": ["confusionSvg"],
      "@clipscope/toolkit/metrics": ["confusionMatrix"],
    },
    statements: `${shownRows(document)}
const scores = await study.scores().done;
${groups ? `const categories = ${literal(groups)};` : categoriesBy(by)}
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
  ...${literal({ share, hideDiagonal, ...words })},
});`,
  };
}

/** Statements that declare `categories`: the name of each class's category. */
function categoriesBy(by: string): string {
  if (by === "")
    return `// Names that several classes share have a number.
const seen = new Map();
const categories = scores.classes.map(({ names: [name] }) => {
  seen.set(name, (seen.get(name) ?? 0) + 1);
  return seen.get(name) === 1 ? name : \`\${name} (\${seen.get(name)})\`;
});`;
  return `// Each class is in the category of its images.
const { codes, values } = dataset.columns.get(${JSON.stringify(by)});
const categories = scores.classes.map(() => "(added classes)");
for (const [i, row] of scores.rows.entries()) {
  if (scores.labels[i] >= 0) categories[scores.labels[i]] = values[codes[row]];
}`;
}
