import type { AccuracyBar } from "@clipscope/charts";
import { literal, type Recipe, type RecipeWords } from "../recipe.js";

/** Zero-shot accuracy by the values of a column. `drawn`: the bars on the page, for their notes. */
export function shiftsRecipe(column: string, drawn: readonly AccuracyBar[], words: RecipeWords): Recipe {
  const marked = drawn.filter(({ note, hollow }) => note || hollow);
  const marks = Object.fromEntries(
    marked.map(({ title, note, hollow }) => [title, { ...(note && { note }), ...(hollow && { hollow }) }]),
  );
  return {
    imports: {
      "@clipscope/charts/plots": ["accuracyBars"],
      "@clipscope/toolkit/metrics": ["proportion"],
    },
    statements: `const dataset = await study.dataset().done;
const scores = await study.scores().done;
const { codes, values } = dataset.columns.get(${JSON.stringify(column)});
const notes = ${JSON.stringify(marks, undefined, 2)};
const bars = values.flatMap((title, code) => {
  const at = [...scores.rows.keys()].filter((i) => scores.labels[i] >= 0 && codes[scores.rows[i]] === code);
  if (at.length === 0) return [];
  const right = at.filter((i) => scores.predictions[i] === scores.labels[i]).length;
  const { value, low, high, n } = proportion(right, at.length);
  return [{ title, value, low, high, n, ...notes[title] }];
});
const chart = accuracyBars(bars, {
  label: "Zero-shot accuracy",
  chance: 1 / scores.classes.length,
  ...${literal({ width: 800, ...words })},
});`,
  };
}
