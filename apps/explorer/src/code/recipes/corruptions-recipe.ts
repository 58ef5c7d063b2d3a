import type { PointStyle } from "@clipscope/charts";
import type { CorruptionsOptions } from "@clipscope/study";
import { literal, type Recipe, type RecipeWords } from "../recipe.js";

/** Accuracy of the study's model on corrupted images, by kind and severity. */
export function corruptionsRecipe(
  options: CorruptionsOptions,
  words: RecipeWords & { styles?: Readonly<Record<string, PointStyle>> },
): Recipe {
  return {
    imports: {
      "@clipscope/charts/plots": ["severity"],
      "@clipscope/datasets/corruptions": ["CORRUPTIONS"],
    },
    statements: `const options = ${JSON.stringify(options, undefined, 2)};
const { curves } = (await study.corruptions(options).done).result;
const kinds = CORRUPTIONS.filter(({ id }) => !options.kinds || options.kinds.includes(id));
const families = [...new Set(kinds.map(({ family }) => family))];
const panels = families.flatMap((family) =>
  kinds
    .filter((kind) => kind.family === family)
    .map(({ id, title }, i) => ({
      title,
      ...(kinds.length > families.length && i === 0 && { heading: family[0].toUpperCase() + family.slice(1) }),
      curves: curves.map(({ name, clean, byKind }) => ({
        name,
        points: [clean, ...byKind[id]].map((accuracy, severity) => ({ severity, ...accuracy })),
      })),
    })),
);
const chart = severity(panels, ${literal({ width: 960, ...words })});`,
  };
}
