import type { PointStyle } from "@clipscope/charts";
import { subgroupClassifiers } from "@clipscope/mini/baseline";
import { msg } from "@lit/localize";

const [names, members, probe] = subgroupClassifiers({ classPrompts: [] }).map(({ name }) => name);

/** The classifier that the sentences describe: each class is made of its name and its members' names. */
export const TOLD = members;
/** The classifier of names alone, left out of small charts, where it would be a fourth line. */
export const BARE = names;

/** A model's name in words; `supervised` are the names of the best model trained with labels. */
export function titleOf(model: string, supervised: readonly string[]): string {
  if (model === names) return msg("mini, by the groups’ names");
  if (model === members) return msg("mini, by the groups’ and their members’ names");
  if (model === probe) return msg("mini with a linear probe");
  return supervised.includes(model) ? msg("best model trained with labels") : model;
}

const best: PointStyle = { color: "--ink", shape: "diamond", radius: 4.5 };

/** Looks of the built-in study's models in every chart, by their names in words. */
export const stylesOf = (): Record<string, PointStyle> => ({
  [titleOf(names, [])]: { color: "--category-8", shape: "circle", hollow: true },
  [titleOf(members, [])]: { color: "--category-1", shape: "circle" },
  [titleOf(probe, [])]: { color: "--category-4", shape: "square", radius: 4.5 },
  [titleOf("", [""])]: best,
});
