import type { PromptBoard, PromptBoardElement, PromptEntry } from "@clipscope/charts";
import { element, randomOf, type State, withButton } from "../state.js";

const [width, height] = [760, 320];
const score = (value: number, difference: number) => ({
  accuracy: { value, low: value - 0.05, high: value + 0.045, n: 400 },
  gain: { difference, low: difference - 0.016, high: difference + 0.018 },
});
const entry = (template: string, value: number, more: Partial<PromptEntry> = {}): PromptEntry => ({
  id: template,
  template,
  ...score(value, value - 0.612),
  ...more,
});
const bare: PromptEntry = {
  id: "bare",
  template: "{}",
  kind: "bare",
  accuracy: { value: 0.612, low: 0.563, high: 0.659, n: 400 },
};
const entries: PromptEntry[] = [
  bare,
  entry("a photo of a {}.", 0.643),
  entry("a photo of a {}, a type of food.", 0.655),
  entry("a low resolution photo of the {}.", 0.62, { included: false }),
  { id: "new", template: "a drawing of a {}." },
  entry("sofa lamp {} green", 0.57, { kind: "random" }),
];
const board: PromptBoard = { entries, ensemble: score(0.672, 0.06) };
const many: PromptBoard = {
  entries: [
    bare,
    ...Array.from({ length: 79 }, (_, i) => {
      const value = 0.6 + 0.06 * randomOf(i)();
      return entry(`a photo of the {}, number ${i + 1}.`, value);
    }),
  ],
  ensemble: score(0.672, 0.06),
};
const shown = (properties: Partial<PromptBoardElement> = {}) =>
  element("clip-prompt-board", { board, ...properties });

export const states: readonly State[] = [
  {
    name: "empty",
    width: 370,
    height: 130,
    make: () =>
      withButton(
        element("clip-prompt-board", { message: "Accuracies need images with labels." }),
        "Open a folder",
      ),
  },
  { name: "loading", width: 370, height: 130, make: () => element("clip-prompt-board", { busy: true }) },
  {
    name: "failed",
    width: 370,
    height: 130,
    make: () =>
      withButton(
        element("clip-prompt-board", { message: "The texts could not be encoded: the model is gone." }),
        "Try again",
      ),
  },
  { name: "bare names, templates, a control; one not computed", width, height, make: () => shown() },
  {
    name: "by gain, with guesses",
    width,
    height,
    make: () => shown({ order: "gain", guesses: { "a photo of a {}.": 0.7, ensemble: 0.68 } }),
  },
  {
    name: "before it is revealed",
    width,
    height,
    make: () =>
      shown({ revealed: false, guesses: { "a photo of a {}.": 0.7, new: undefined, ensemble: undefined } }),
  },
  {
    name: "80 templates, best first",
    width,
    height: 260,
    make: () => shown({ board: many, order: "accuracy" }),
  },
  { name: "one template", width: 370, height: 200, make: () => shown({ board: { entries: [entries[1]] } }) },
  { name: "on a phone", width: 350, height: 420, make: () => shown({ order: "accuracy" }) },
];
