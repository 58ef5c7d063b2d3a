import { type TrainingElement, type TrainingRun, training } from "@clipscope/charts";
import { drawn, element, padded, randomOf, type State, withButton } from "../state.js";

const [width, height] = [860, 310];
function run(name: string, steps: number, floor: number, every = 1): TrainingRun {
  const random = randomOf(steps + name.length);
  const points = Array.from({ length: steps }, (_, i) => ({
    step: (i + 1) * every,
    loss: floor + 3.4 * Math.exp(-i / (steps / 5)) + 0.4 * random(),
    logitScale: 14.3 + 9 * Math.sqrt(i / steps),
    ...(i % Math.ceil(steps / 12) === 0 && { accuracy: 0.02 + 0.55 * (1 - Math.exp(-i / (steps / 3))) }),
  }));
  return { name, points };
}
const runs = [
  { ...run("batch of 256", 600, 0.6), markers: [{ step: 60, label: "end of warm-up" }] },
  run("batch of 64", 420, 1.5),
];
const live = (properties: Partial<TrainingElement>) => padded(element("clip-training", properties));

export const states: readonly State[] = [
  {
    name: "empty",
    width: 370,
    height: 150,
    make: () =>
      padded(withButton(element("clip-training", { message: "Nothing has been trained yet." }), "Train")),
  },
  { name: "loading", width: 370, height: 150, make: () => live({ busy: true }) },
  {
    name: "failed",
    width: 370,
    height: 150,
    make: () =>
      padded(
        withButton(
          element("clip-training", { message: "The run stopped at step 40: the GPU was lost." }),
          "Go on",
        ),
      ),
  },
  {
    name: "two runs, a change, a step pointed to",
    width,
    height,
    make: () => live({ runs, step: 210, lastStep: 800 }),
  },
  {
    name: "the first steps",
    width: 370,
    height: 300,
    make: () => live({ runs: [run("mini", 4, 2)], metrics: ["loss"], lastStep: 200 }),
  },
  {
    name: "points added one by one, on logarithmic axes",
    width: 700,
    height: 310,
    make: () => {
      const made = element("clip-training", {
        metrics: ["loss", "logitScale"],
        log: ["loss"],
        stepScale: "log",
      });
      for (const point of run("mini", 3000, 0.1).points) made.add("mini", point);
      made.mark("mini", { step: 1500, label: "smaller learning rate" });
      return padded(made);
    },
  },
  {
    name: "100,000 steps on a phone",
    width: 350,
    height: 320,
    make: () => live({ runs: [run("mini", 20_000, 0.3, 5)], metrics: ["loss"] }),
  },
  drawn("as a plot", 860, () => training(runs, { width: 860, log: ["loss"] })),
];
