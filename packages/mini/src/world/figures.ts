import type { Random } from "@clipscope/types";
import { type ColorName, colorNames, groundShade, shadeOf, toHex } from "./colors.js";
import { between, drawUntil, groundOf, type Plan, type Planner, pick } from "./plan.js";
import { canBeOutlined, type Paint, plural, type ShapeName, shapeNames, svgOfShape } from "./shapes.js";
import { isHeldOutCount, isHeldOutPair, pairsOf } from "./split.js";
import { numberNames, withArticle } from "./words.js";

/** Largest count, which is also the number of choices. */
const MOST = { train: 10, test: 6 } as const;

/** Columns and rows in which so many shapes are arranged. */
const grids = (count: number) =>
  [
    [1, 1],
    [2, 1],
    [1, 2],
    [2, 2],
    [3, 1],
    [1, 3],
    [3, 2],
    [2, 3],
    [3, 3],
    [4, 3],
    [3, 4],
  ].filter(([columns, rows]) => columns * rows >= count && columns * rows <= Math.max(count + 3, 2));

/** One to ten shapes of one kind and color: how many are there? */
export const planCount: Planner = (next, split) => {
  const { count, shape, color } = drawUntil(
    () => ({
      count: 1 + next.below(MOST[split]),
      ...pick(pairsOf("train"), next),
    }),
    (each) => isHeldOutCount(each.count, each.shape, each.color) === (split === "test"),
  );
  const paint = paintOf(shape, next);
  const nouns = (n: number) => `${color} ${n === 1 ? shape : plural(shape)}`;
  const counted = (n: number) => `${numberNames[n]} ${nouns(n)}`;
  const phrases = [counted(count), `${count} ${nouns(count)}`];
  if (paint === "outlined") phrases.unshift(`${numberNames[count]} outlined ${nouns(count)}`);
  if (count === 1) phrases.push(withArticle(nouns(1)));
  return {
    phrases,
    choices: Array.from({ length: MOST[split] }, (_, i) => counted(i + 1)),
    answer: count - 1,
    combination: `${count} ${color} ${shape}`,
    body: groundOf(toHex(groundShade(next))) + arranged(count, shape, color, paint, next),
  };
};

/** One shape: which color has it? */
export const planColor: Planner = (next, split) => {
  const { shape, color, ...plan } = single(next, split);
  const choices = colorNames.map((each) => withArticle(`${each} ${shape}`));
  return { ...plan, choices, answer: colorNames.indexOf(color) };
};

/** One shape: which is it? */
export const planShape: Planner = (next, split) => {
  const { shape, color, ...plan } = single(next, split);
  const choices = shapeNames.map((each) => withArticle(`${color} ${each}`));
  return { ...plan, choices, answer: shapeNames.indexOf(shape) };
};

function single(next: Random, split: "train" | "test"): Omit<Plan, "choices" | "answer"> & Named {
  const { shape, color } = pick(pairsOf(split), next);
  const paint = paintOf(shape, next);
  const radius = between(8, 25, next);
  const slack = 32 - 1.3 * radius;
  const [x, y] = [32 + slack * (next() - 0.5), 32 + slack * (next() - 0.5)];
  const noun = `${color} ${shape}`;
  const phrases = [withArticle(noun), `one ${noun}`];
  if (radius < 12) phrases.unshift(`a small ${noun}`);
  if (radius > 20) phrases.unshift(`a big ${noun}`);
  if (paint === "outlined") phrases.unshift(`an outline of ${withArticle(noun)}`);
  const body =
    groundOf(toHex(groundShade(next))) +
    svgOfShape({ shape, fill: shadeOf(color, next), paint, x, y, radius }, next);
  return { shape, color, phrases, combination: noun, body };
}

/** A shape and its color, by name. */
export interface Named {
  shape: ShapeName;
  color: ColorName;
}

/** A random shape and color that training scenes may show. */
export function trainedPair(next: Random): Named {
  return drawUntil(
    () => ({ shape: pick(shapeNames, next), color: pick(colorNames, next) }),
    ({ shape, color }) => !isHeldOutPair(shape, color),
  );
}

/** A random paint, seldom an outline. */
export function paintOf(shape: ShapeName, next: Random): Paint {
  const kind = next();
  if (kind < 0.15 && canBeOutlined(shape)) return "outlined";
  return kind < 0.32 ? "inked" : "filled";
}

/** Shapes in the cells of a grid, apart from each other. */
function arranged(count: number, shape: ShapeName, color: ColorName, paint: Paint, next: Random): string {
  const [columns, rows] = pick(grids(count), next);
  const side = Math.min(62 / Math.max(columns, rows), 40);
  const radius = Math.min(side * between(0.27, 0.35, next), (side / 2 - 2.2) / 1.25, 14);
  const room = Math.max(0, side / 2 - 1.25 * radius - 1.6);
  const fill = shadeOf(color, next);
  const left = 32 - (columns * side) / 2;
  const top = 32 - (rows * side) / 2;
  const cells = Array.from({ length: columns * rows }, (_, i) => i);
  let body = "";
  for (let i = 0; i < count; i++) {
    const [cell] = cells.splice(next.below(cells.length), 1);
    const x = left + ((cell % columns) + 0.5) * side + room * between(-1, 1, next);
    const y = top + (Math.floor(cell / columns) + 0.5) * side + room * between(-1, 1, next);
    body += svgOfShape({ shape, fill, paint, x, y, radius }, next);
  }
  return body;
}
