import type { StoryAbout, StoryFigure } from "@clipscope/mini/story";
import type { OpenedDataset } from "@clipscope/study";
import type { Picked } from "../../views/robustness/effective/picked-model.js";
import type { Losses } from "../../views/robustness/losses/losses.js";
import { titleOf } from "./story-models.js";

/** What a model of the built-in study loses, and the rows of the open data that show it. */
export interface StoryLoss {
  losses: Losses;
  /** Rows of the open data, in the study, that are the lost drawings. */
  rows: readonly number[];
}

/** The losses of the chosen model; undefined if none is chosen or they are not known. */
export function storyLossesOf(
  { model, shift }: Picked,
  about: StoryAbout,
  { losses, panels }: StoryFigure,
  dataset: OpenedDataset | undefined,
): StoryLoss | undefined {
  const best = panels[0]?.models[0]?.name;
  const found = losses.find(
    (each) => each.shift === shift && (each.model === model || titleOf(each.model, [best]) === model),
  );
  if (!found) return undefined;
  const lost = new Set(found.lost);
  const open = dataset ? (dataset.sampled ?? dataset.keys.keys()) : [];
  const rows = [...open].filter((row) => dataset && lost.has(dataset.keys[row]));
  const set = about.shifts.find(({ id }) => id === shift);
  return {
    losses: {
      model,
      reference: about.reference.title,
      shift: set?.title ?? shift,
      classes: found.classes.map(({ class: index, before, after }) => ({
        name: about.classes[index].name,
        before,
        after,
      })),
      lost: { all: found.lost.length, open: rows.length },
      selectable: false,
    },
    rows,
  };
}
