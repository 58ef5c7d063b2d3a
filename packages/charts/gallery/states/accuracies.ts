import { type AccuracyBar, accuracyBars, severity } from "@clipscope/charts";
import { drawn, type State } from "../state.js";

const bars: readonly AccuracyBar[] = [
  { title: "Photographs", value: 0.82, low: 0.76, high: 0.87, n: 200 },
  {
    title: "Paintings in a style with a long name",
    value: 0.7,
    low: 0.64,
    high: 0.77,
    note: "seen in training",
    hollow: true,
  },
  { title: "Sketches", value: 0.31, low: 0.25, high: 0.38 },
  { title: "Toys" },
];
const curve = (name: string, clean: number, fall: number) => ({
  name,
  points: [0, 1, 2, 3, 4, 5].map((level) => {
    const value = clean - fall * level;
    return { severity: level, value, low: value - 0.05, high: value + 0.05 };
  }),
});
export const states: readonly State[] = [
  drawn("dots", 560, () => accuracyBars(bars, { width: 560, chance: 0.01, label: "Zero-shot accuracy" })),
  drawn("bars", 400, () => accuracyBars(bars, { width: 400, mark: "bar" })),
  drawn("nothing computed", 400, () =>
    accuracyBars([{ title: "Photographs" }, { title: "Sketches" }], { width: 400 }),
  ),
  drawn("severity: one, several models, nothing computed", 640, () =>
    severity(
      [
        { title: "Fog", heading: "Weather", curves: [curve("supervised", 0.8, 0.11)] },
        { title: "Snow", curves: [curve("supervised", 0.8, 0.13), curve("zero-shot", 0.5, 0.04)] },
        { title: "Frost", curves: [] },
      ],
      { width: 640 },
    ),
  ),
];
