import { seededRandom } from "@clipscope/types";
import { describe, expect, test } from "vitest";
import { redraw } from "../../../test/plots/redraw.js";
import { stepAxis, stepTicks, valueAxis } from "./axes.js";
import { sayPoint, type TrainingRun } from "./run.js";
import { extremes, Series, thinned } from "./series.js";
import { training } from "./training.js";

function run(name: string, steps: number, floor: number): TrainingRun {
  const random = seededRandom(steps, name.length);
  const points = Array.from({ length: steps }, (_, i) => ({
    step: i + 1,
    loss: floor + 3 * Math.exp(-i / (steps / 5)) + 0.3 * random(),
    logitScale: 14.3 + (20 * i) / steps,
    ...(i % 50 === 49 && { accuracy: 0.6 * (1 - Math.exp(-i / (steps / 3))) }),
  }));
  return { name, points };
}
const runs = [
  { ...run("batch of 256", 300, 1), markers: [{ step: 30, label: "end of warm-up" }] },
  run("batch of 64", 200, 1.6),
];

test("a plot for each metric: raw values behind their moving average, changes as dashed lines", async () => {
  const svg = training(runs, { width: 900, title: "Larger batches reach a lower loss", log: ["loss"] }).svg();
  await expect(svg).toMatchFileSnapshot("../../../test/plots/training.svg");
  for (const word of ["Loss", "Accuracy", "Logit scale", "end of warm-up"])
    expect(svg).toContain(`>${word}<`);
});

test("the code draws the same from the rows of the CSV", () => {
  const chart = training(runs, {
    width: 700,
    stepScale: "log",
    metrics: ["loss", "accuracy"],
    lastStep: 1000,
  });
  expect(redraw(chart).svg()).toBe(chart.svg());
});

describe("the moving average", () => {
  test("of a constant is the constant from the first value on", () => {
    const points = Array.from({ length: 50 }, (_, step) => ({ step, loss: 2.5 }));
    for (const value of new Series("loss", 0.95, points).smooth) expect(value).toBeCloseTo(2.5, 12);
  });

  test("is the weighted mean of all values so far", () => {
    const values = [4, 1, 3];
    const { smooth } = new Series(
      "loss",
      0.8,
      values.map((loss, step) => ({ step, loss })),
    );
    const weights = [0.64, 0.8, 1];
    const mean = (4 * weights[0] + weights[1] + 3 * weights[2]) / (weights[0] + weights[1] + weights[2]);
    expect(smooth[2]).toBeCloseTo(mean, 12);
  });

  test("goes on after a value that is not finite, which breaks the line", () => {
    const points = [1, Number.NaN, 3].map((loss, step) => ({ step, loss }));
    const { smooth } = new Series("loss", 0.5, points);
    expect(smooth[1]).toBeNaN();
    expect(smooth[2]).toBeCloseTo((0.5 * 1 + 1 * 3) / 1.5, 12);
  });
});

test("a thinned line keeps every peak and is short", () => {
  const random = seededRandom(5);
  const values = Array.from({ length: 50_000 }, () => random());
  values[31_337] = 9;
  values[777] = -9;
  const kept = thinned(values, 1000);
  expect(kept.length).toBeLessThanOrEqual(1000);
  expect(kept).toContain(31_337);
  expect(kept).toContain(777);
  expect(kept.every((index, i) => i === 0 || index > kept[i - 1])).toBe(true);
  expect(thinned([1, 2, 3], 10)).toEqual([0, 1, 2]);
  expect(extremes([Number.NaN, 2, Number.NaN, 1], 0, 4)).toEqual([1, 3]);
});

test("the nearest step of a series is found", () => {
  const series = new Series(
    "loss",
    0,
    [0, 10, 20, 21].map((step) => ({ step, loss: 1 })),
  );
  expect([-5, 4, 6, 15.1, 20.4, 99].map((step) => series.nearest(step))).toEqual([0, 0, 1, 2, 2, 3]);
  expect(new Series("loss", 0).nearest(3)).toBeUndefined();
});

test("axes hold the values, and their ticks are round", () => {
  expect(valueAxis("loss", "linear", [0.9, 4.2])).toMatchObject({
    domain: [0, 5],
    ticks: [0, 1, 2, 3, 4, 5],
  });
  const tells = (high: number) => {
    const axis = valueAxis("accuracy", "linear", [0, high]);
    return axis.ticks.map((tick) => axis.format(tick));
  };
  expect(tells(0.9)).toEqual(["0%", "20%", "40%", "60%", "80%", "100%"]);
  expect(tells(0.01)).toEqual(["0.0%", "0.2%", "0.4%", "0.6%", "0.8%", "1.0%"]);
  const log = valueAxis("learningRate", "log", [1e-5, 1e-3]);
  expect(log.ticks.map((tick) => log.format(tick))).toEqual(["0.00001", "0.0001", "0.001"]);
  const within = valueAxis("loss", "log", [2.1, 3.9]);
  expect(within.ticks.map((tick) => within.format(tick))).toEqual(["2.5", "3", "3.5"]);
  const narrow = valueAxis("loss", "log", [0.68, 5.4]);
  expect(narrow.ticks.map((tick) => narrow.format(tick))).toEqual(["1", "2", "5"]);
  const steps = stepAxis(3, "linear");
  expect(steps.ticks.map((tick) => steps.format(tick))).toEqual(["0", "1", "2", "3"]);
  expect(stepAxis(120_000, "linear", stepTicks(320, 120_000)).ticks).toEqual([0, 50_000, 100_000]);
});

test("values are told with three digits", () => {
  const values = [2.3149, 14.288, 100, 0.000512, 0.0000123, 12_345, 0];
  expect(values.map((value) => sayPoint("loss", "run", 1200, value, value).split("loss ")[1])).toEqual([
    "2.31",
    "14.3",
    "100",
    "0.000512",
    "1.2e−5",
    "12,345",
    "0.00",
  ]);
});

test("steps out of order, doubled names and percentages are refused", () => {
  expect(() => training([])).toThrow("at least one run");
  const points = [
    { step: 2, loss: 1 },
    { step: 2, loss: 1 },
  ];
  expect(() => training({ name: "a", points })).toThrow("step 2 of a follows step 2");
  expect(() => training([run("a", 3, 1), run("a", 3, 1)])).toThrow('two runs are named "a"');
  expect(() => training({ name: "a", points: [{ step: 1, accuracy: 61 }] })).toThrow(/accuracy 61 at step 1/);
  expect(() => training(run("a", 3, 1), { smoothing: 1 })).toThrow("smoothing is 1");
});
