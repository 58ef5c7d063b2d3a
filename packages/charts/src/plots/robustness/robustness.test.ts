import { effectiveRobustness, fitLogitLine, logit } from "@clipscope/toolkit";
import { expect, test } from "vitest";
import { redraw } from "../../../test/plots/redraw.js";
import type { RobustnessPanel } from "./panel.js";
import { robustness } from "./robustness.js";

const baseline = [0.2, 0.28, 0.35, 0.45, 0.52, 0.6].map((x, i) => ({
  name: `supervised ${i}`,
  x,
  y: 0.6 * x + [0.01, -0.01, 0.02][i % 3],
}));
const panel = (title: string, y: number): RobustnessPanel => ({
  title,
  baseline,
  others: [{ name: "pretrained elsewhere", x: 0.5, y: 0.4 }],
  models: [
    { name: "best supervised", x: 0.6, y: 0.37, xInterval: [0.53, 0.66], yInterval: [0.31, 0.44] },
    {
      name: "zero-shot",
      x: 0.4,
      y,
      xInterval: [0.34, 0.47],
      yInterval: [y - 0.06, y + 0.07],
      region: [0, 1, 2, 3].map((i) => ({ x: 0.4 + [0.08, 0, -0.08, 0][i], y: y + [0, 0.08, 0, -0.08][i] })),
    },
  ],
});
const panels = [panel("Sketches", 0.36), panel("Paintings", 0.3), panel("Photographs", 0.12)];
const options = {
  reference: "drawings",
  baselineName: "supervised models",
  title: "Zero-shot is above the line on sketches & paintings",
  note: "Top-1 accuracy on 225 images each; bars are 95% Wilson intervals",
  source: { data: "drawings.csv", model: "mini", seed: 42 },
};

test("several shifts are drawn side by side, with one legend, title, note and source", async () => {
  const svg = robustness(panels, { ...options, width: 900 }).svg();
  await expect(svg).toMatchFileSnapshot("../../../test/plots/robustness-three-shifts.svg");
});

test("one shift in the dark theme has a dark ground of its own", async () => {
  const svg = robustness(panels[0], { ...options, width: 480, theme: "dark", labeled: ["zero-shot"] }).svg();
  await expect(svg).toMatchFileSnapshot("../../../test/plots/robustness-one-dark.svg");
  expect(svg).not.toContain("var(");
});

test("without a baseline there are the points and y = x", () => {
  const svg = robustness({ ...panels[0], baseline: [] }, { reference: "drawings" }).svg();
  expect(svg).toContain("zero-shot: 40.0% → 36.0%");
  expect(svg).not.toContain("line through");
});

test("points and ticks are where their logits are", () => {
  const svg = robustness(panels[0], options).svg();
  const tick = (text: string) =>
    Number(new RegExp(`<text x="([\\d.]+)"[^>]*middle">${text}<`).exec(svg)?.[1]);
  const point = (name: string) =>
    Number(new RegExp(`translate\\(([\\d.]+),[\\d.]+\\)">\\s*<title>${name}:`).exec(svg)?.[1]);
  const scale = (tick("50%") - tick("20%")) / (logit(0.5) - logit(0.2));
  expect(point("zero-shot")).toBeCloseTo(tick("20%") + scale * (logit(0.4) - logit(0.2)), 1);
  expect(point("best supervised")).toBeCloseTo(tick("20%") + scale * (logit(0.6) - logit(0.2)), 1);
});

test("each model says how far from the line through the baseline it is", () => {
  const svg = robustness(panels[0], options).svg();
  const above = effectiveRobustness({ x: 0.4, y: 0.36 }, fitLogitLine(baseline));
  expect(above).toBeGreaterThan(0.05);
  expect(svg).toContain(
    `zero-shot: 40.0% → 36.0% (30.0% to 43.0%), ${(100 * above).toFixed(1)} points above the line`,
  );
});

test("models that set the line, and others, also have their figures as text, and whether they are above it", () => {
  const svg = robustness(panels[0], options).svg();
  const [first] = baseline;
  const above = 100 * effectiveRobustness(first, fitLogitLine(baseline));
  expect(svg).toContain(
    `supervised 0: 20.0% → 13.0%, ${Math.abs(above).toFixed(1)} points ${above < 0 ? "below" : "above"} the line`,
  );
  expect(svg).toContain("pretrained elsewhere: 50.0% → 40.0%");
});

test("the legend fills the free place in a last row that is not full", () => {
  const five = [...panels, panel("Clip art", 0.2), panel("Toys", 0.25)];
  const chart = robustness(five, { reference: "drawings", width: 900 });
  const height = (columns: number) => robustness(five, { reference: "drawings", width: 900, columns }).height;
  expect(chart.svg()).toContain("y = x");
  // Two rows of three places: as high as four panels in two rows with nothing above them.
  const four = robustness(five.slice(0, 4), { reference: "drawings", width: 900, columns: 3 });
  expect(chart.height).toBe(four.height);
  expect(height(5)).toBeLessThan(chart.height);
});

test("models at 0% or 100% are counted, as logit axes have no place for them", () => {
  const perfect = { ...panels[0], models: [...panels[0].models, { name: "perfect", x: 0.9, y: 1 }] };
  const svg = robustness(perfect, options).svg();
  expect(svg).toContain("1 at 0% or 100%: not drawn");
  expect(robustness(panels, options).svg()).not.toContain("not drawn");
});

test("the code draws the same from the rows of the CSV", () => {
  const chart = robustness(panels, {
    ...options,
    styles: { "zero-shot": { color: "--wrong", shape: "square" } },
  });
  expect(redraw(chart).svg()).toBe(chart.svg());
  expect(redraw(chart).csv()).toBe(chart.csv());
});

test("a band that was computed before is drawn as it is, and is in the CSV", () => {
  const band = [0.2, 0.6].map((x) => ({ x, low: 0.5 * x, high: 0.7 * x }));
  const chart = robustness({ ...panels[0], band }, options);
  expect(chart.svg()).not.toBe(robustness(panels[0], options).svg());
  expect(redraw(chart).svg()).toBe(chart.svg());
});

test("wrong input is refused with the model and the shift", () => {
  expect(() => robustness([], options)).toThrow(/at least one panel/);
  expect(() => robustness({ title: "Sketches", models: [{ name: "m", x: 76, y: 0.4 }] }, options)).toThrow(
    /m on Sketches has the accuracies 76 and 0.4: give fractions/,
  );
  expect(() => robustness(panels, { ...options, width: Number.NaN })).toThrow(/width is NaN/);
  expect(() => robustness(panels, { ...options, legend: true } as never)).toThrow(/no option "legend"/);
});

test("a line and a band that leave the range of the points end at the frame", () => {
  const weak = { name: "weak", x: 0.004, y: 0.02 };
  const svg = robustness({ ...panels[0], models: [...panels[0].models, weak] }, options).svg();
  const height = Number(/<line x1="[\d.]+" x2="[\d.]+" y1="0" y2="([\d.]+)"/.exec(svg)?.[1]);
  expect(height).toBeGreaterThan(100);
  const paths = [...svg.matchAll(/<path d="(M[^"]+)"/g)].map(([, d]) =>
    [...d.matchAll(/([\d.-]+),([\d.-]+)/g)].map(([, x, y]) => [Number(x), Number(y)]),
  );
  const long = paths.filter((places) => Math.max(...places.map(([x]) => x)) > 30); // not the marks of points
  const ends = long.map((places) => places.map(([, y]) => y));
  expect(ends.length).toBeGreaterThanOrEqual(3); // band, y = x, line
  for (const each of ends) {
    expect(Math.min(...each)).toBeGreaterThanOrEqual(-0.01);
    expect(Math.max(...each)).toBeLessThanOrEqual(height + 0.01);
  }
  expect(Math.max(...ends.flat())).toBeCloseTo(height, 1); // it did leave it
});
