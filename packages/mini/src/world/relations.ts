import type { Random } from "@clipscope/types";
import { contrast, groundShade, type Rgb, shadeOf, toHex } from "./colors.js";
import { type Named, paintOf, trainedPair } from "./figures.js";
import { between, drawUntil, groundOf, type Plan, type Planner, pick } from "./plan.js";
import { roomIn, svgOfShape } from "./shapes.js";
import { areHeldOut, type Split } from "./split.js";
import { withArticle } from "./words.js";

/** Distance in RGB from which one shape can be told on another. */
const CLEAR = 130;

/** Two shapes: which is above? */
export const planAbove: Planner = (next, split) => sideBySide("above", "below", next, split);

/** Two shapes: which is on the left? */
export const planLeft: Planner = (next, split) => sideBySide("left of", "right of", next, split);

/** A small shape on a big one: which is inside? */
export const planInside: Planner = (next, split) => {
  const { first, second, inner, outer } = drawUntil(
    () => {
      const [first, second] = twoOf(next, split);
      return { first, second, inner: shadeOf(first.color, next), outer: shadeOf(second.color, next) };
    },
    (each) => roomIn(each.second.shape) > 0 && contrast(each.inner, each.outer) > CLEAR,
  );
  const radius = between(21, 24, next);
  const [x, y] = [32 + between(-2, 2, next), 32 + between(-2, 2, next)];
  const small = (radius * roomIn(second.shape)) / 2.5;
  const [a, b] = [nounOf(first), nounOf(second)];
  const phrases = [
    `${withArticle(a)} inside ${withArticle(b)}`,
    `${withArticle(b)} with ${withArticle(a)} inside`,
  ];
  return {
    phrases,
    ...inAnyOrder(
      `${withArticle(a)} inside ${withArticle(b)}`,
      `${withArticle(b)} inside ${withArticle(a)}`,
      next,
    ),
    combination: combinationOf(first, second),
    body:
      groundOf(toHex(groundShade(next))) +
      svgOfShape({ shape: second.shape, fill: outer, paint: "filled", x, y, radius }, next) +
      svgOfShape({ shape: first.shape, fill: inner, paint: "filled", x, y, radius: small }, next),
  };
};

/** A big shape and a small one: which is big? */
export const planSize: Planner = (next, split) => {
  const [first, second] = twoOf(next, split);
  const [a, b] = [nounOf(first), nounOf(second)];
  return {
    phrases: [`a big ${a} and a small ${b}`, `a small ${b} and a big ${a}`],
    ...inAnyOrder(`a big ${a} and a small ${b}`, `a small ${a} and a big ${b}`, next),
    combination: combinationOf(first, second),
    body: placed(first, second, next() < 0.5 ? 0 : 90, next() < 0.5, [14, 5.5], next),
  };
};

function sideBySide(relation: string, inverse: string, next: Random, split: Split): Plan {
  const [first, second] = twoOf(next, split);
  const sizes = pick(
    [
      ["", ""],
      ["", ""],
      ["small ", "big "],
      ["big ", "small "],
    ],
    next,
  );
  const radius = { "": between(8.5, 11.5, next), "small ": 6, "big ": 13 } as Record<string, number>;
  const plain = [nounOf(first), nounOf(second)].map(withArticle);
  const sized = [sizes[0] + nounOf(first), sizes[1] + nounOf(second)].map(withArticle);
  const bothWays = ([a, b]: string[]) => [`${a} ${relation} ${b}`, `${b} ${inverse} ${a}`];
  return {
    phrases: [...new Set([...bothWays(sized), ...bothWays(plain)])],
    ...inAnyOrder(`${plain[0]} ${relation} ${plain[1]}`, `${plain[1]} ${relation} ${plain[0]}`, next),
    combination: combinationOf(first, second),
    body: placed(
      first,
      second,
      relation === "above" ? 90 : 0,
      true,
      [radius[sizes[0]], radius[sizes[1]]],
      next,
    ),
  };
}

/** Both shapes beside each other (0°) or below each other (90°), the first one first or not. */
function placed(
  first: Named,
  second: Named,
  angle: 0 | 90,
  inOrder: boolean,
  radii: [number, number],
  next: Random,
): string {
  let body = groundOf(toHex(groundShade(next)));
  for (const [i, { shape, color }] of [first, second].entries()) {
    const isFirst = (i === 0) === inOrder;
    const along = 32 + (isFirst ? -1 : 1) * between(15, 17, next);
    const across = 32 + between(-5, 5, next);
    const [x, y] = angle === 0 ? [along, across] : [across, along];
    const fill: Rgb = shadeOf(color, next);
    body += svgOfShape({ shape, fill, paint: paintOf(shape, next), x, y, radius: radii[i] * 0.96 }, next);
  }
  return body;
}

/** Two shapes that differ in shape or color. */
function twoOf(next: Random, split: Split): [Named, Named] {
  return drawUntil(
    (): [Named, Named] => [trainedPair(next), trainedPair(next)],
    ([a, b]) => areHeldOut(a.shape, b.shape) === (split === "test") && nounOf(a) !== nounOf(b),
  );
}

/** Both texts, in random order. */
function inAnyOrder(right: string, wrong: string, next: Random): Pick<Plan, "choices" | "answer"> {
  return next() < 0.5 ? { choices: [right, wrong], answer: 0 } : { choices: [wrong, right], answer: 1 };
}

const nounOf = ({ shape, color }: Named) => `${color} ${shape}`;
const combinationOf = (a: Named, b: Named) => [a.shape, b.shape].sort().join(" ");
