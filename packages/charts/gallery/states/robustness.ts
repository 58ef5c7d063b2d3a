import { type ComparedPoint, type RobustnessPanel, robustness } from "@clipscope/charts";
import { drawn, randomOf, type State } from "../state.js";

const random = randomOf(5);
const baseline = Array.from({ length: 16 }, (_, i) => {
  const x = 0.2 + 0.035 * i;
  return { name: `supervised ${i + 1}`, x, y: 0.62 * x + 0.05 * (random() - 0.5) };
});
const model = (name: string, x: number, y: number): ComparedPoint => ({
  name,
  x,
  y,
  xInterval: [x - 0.06, x + 0.06],
  yInterval: [y - 0.06, y + 0.07],
});
const panel = (title: string, y: number): RobustnessPanel => ({
  title,
  baseline,
  models: [
    model("best supervised", 0.72, 0.45),
    model("zero-shot", 0.4, y),
    model("linear probe", 0.55, y + 0.04),
  ],
});
const many = Array.from({ length: 120 }, (_, i) => {
  const x = 0.15 + (0.65 * i) / 120;
  return { name: `model ${i}`, x, y: Math.min(0.97, x + 0.1 * random()), series: "120 released models" };
});
const options = { reference: "drawings" };

export const states: readonly State[] = [
  drawn("one shift", 460, () =>
    robustness(panel("Sketches", 0.37), { ...options, width: 460, labeled: ["zero-shot"] }),
  ),
  drawn("three shifts", 900, () =>
    robustness([panel("Sketches", 0.37), panel("Paintings", 0.3), panel("Photographs", 0.2)], {
      ...options,
      width: 900,
    }),
  ),
  drawn("one model, no baseline", 360, () =>
    robustness({ title: "Sketches", models: [model("zero-shot", 0.4, 0.36)] }, { ...options, width: 360 }),
  ),
  drawn("many models, some context", 460, () =>
    robustness(
      {
        title: "Sketches",
        models: many,
        baseline,
        others: baseline.map(({ name, x, y }) => ({ name, x, y: y * 0.8 })),
      },
      {
        ...options,
        width: 460,
        styles: { "120 released models": { color: "--category-1", shape: "circle", radius: 2.5 } },
      },
    ),
  ),
];
