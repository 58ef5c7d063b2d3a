import type { StoryAbout, StoryFigure } from "@clipscope/mini/story";
import type { Derived, Study } from "@clipscope/study";
import type { ShiftPanel } from "@clipscope/toolkit";
import { type Asked, askFor, partsFor } from "../../views/robustness/asked.js";

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

/** The panels known so far; at first, only with the models trained with labels. */
export function storyPanelsOf(study: Study): readonly ShiftPanel[] {
  return (storyFigure(study).value ?? partsFor<StoryFigure>(study, FIGURE).at(-1))?.panels ?? [];
}
