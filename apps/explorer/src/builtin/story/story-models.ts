import type { PointStyle } from "@clipscope/charts";
import { subgroupClassifiers } from "@clipscope/mini/baseline";

const [names, members, probe] = subgroupClassifiers({ classPrompts: [] }).map(({ name }) => name);

/** The classifier that the sentences describe: each class is made of its name and its members' names. */
export const TOLD = members;
/** The classifier of names alone, left out of small charts, where it would be a fourth line. */
export const BARE = names;

const best: PointStyle = { color: "--ink", shape: "diamond", radius: 4.5 };

/** Looks of the built-in study's models in every chart; `supervised` are names of the best model trained with labels. */
export const stylesOf = (...supervised: readonly string[]): Record<string, PointStyle> => ({
  [names]: { color: "--category-8", shape: "circle", hollow: true },
  [members]: { color: "--category-1", shape: "circle" },
  [probe]: { color: "--category-4", shape: "square", radius: 4.5 },
  ...Object.fromEntries(supervised.map((name) => [name, best])),
});
