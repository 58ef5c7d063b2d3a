import type { StoryAbout, StoryFigure } from "@clipscope/mini/story";
import type { Derived, Study } from "@clipscope/study";
import type { ShiftPanel } from "@clipscope/toolkit";
import { type Asked, askFor, partsFor } from "../../views/robustness/asked.js";
import { titleOf } from "./story-models.js";

const FIGURE: Asked = {
  name: "story/shifts",
  argument: {},
  title: "Measuring the built-in study",
};

/** The built-in study's own data, classes and models. */
export const storyAbout = (study: Study): Derived<StoryAbout> =>
  askFor(study, { name: "story/about", argument: {}, title: "Opening the built-in study" });

/** The built-in study's robustness plots. */
export const storyFigure = (study: Study): Derived<StoryFigure> => askFor(study, FIGURE);

/** The results known so far; at first, only those of the models trained with labels. */
export const storyKnown = (study: Study): StoryFigure | undefined =>
  storyFigure(study).value ?? partsFor<StoryFigure>(study, FIGURE).at(-1);

const named = new WeakMap<StoryFigure, readonly ShiftPanel[]>();

/** The panels known so far, with the models' names in words. The first model is the best trained with labels. */
export function storyPanelsOf(study: Study): readonly ShiftPanel[] {
  const figure = storyKnown(study);
  if (!figure) return [];
  const known = named.get(figure);
  if (known) return known;
  const panels = figure.panels.map((panel) => ({
    ...panel,
    models: panel.models.map((model) => ({ ...model, name: titleOf(model.name, [panel.models[0].name]) })),
  }));
  named.set(figure, panels);
  return panels;
}
