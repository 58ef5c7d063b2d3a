import { CLIP_PAPER_TABLE, NATURAL_SHIFTS } from "@clipscope/datasets/published";
import type { ShiftPanel } from "@clipscope/toolkit";
import { expect, test } from "vitest";
import { above, gapOf, medianAbove, where } from "./sentences.js";

/** The paper's table as panels: ResNet-101, then zero-shot CLIP. */
const panels = NATURAL_SHIFTS.map(
  ({ id, title }): ShiftPanel => ({
    shift: id,
    title,
    line: { slope: 1, intercept: 0, r2: 1, n: 2, leftOut: 0 },
    band: [],
    baseline: [],
    others: [],
    models: (["resnet101", "zeroShotClip"] as const).map((name) => ({
      name,
      x: CLIP_PAPER_TABLE[name].imagenet,
      y: CLIP_PAPER_TABLE[name][id],
    })),
  }),
);

test("the gap closed of the paper's table: of the means, and of one shift", () => {
  const gap = gapOf(panels, 1);
  expect(Math.round(100 * (gap.closed ?? 0))).toBe(94);
  expect(Math.round(100 * (gapOf([panels[0]], 1).closed ?? 0))).toBe(49);
  expect(gapOf([panels[0]], 1)).toMatchObject({ reference: 0.762, supervised: 0.643, model: 0.701 });
  expect(gapOf(panels, 1, { low: 0.9, high: 0.98 })).toMatchObject({ low: 0.9, high: 0.98 });
  expect(where(panels)).toBe("on average over 5 shifts");
});

test("where the supervised model does not fall there is no gap", () => {
  const steady = panels.map((panel) => ({
    ...panel,
    models: panel.models.map((model) => ({ ...model, y: panel.models[0].x })),
  }));
  expect(gapOf(steady, 1).closed).toBeUndefined();
});

test("distances from the line have a side, and their median is the middle one", () => {
  expect([above(0.063), above(-0.0091)]).toEqual(["6.3 points above", "0.9 points below"]);
  const models = [0.3, -0.1, 0.2].map((value) => ({ name: "", x: 0.5, y: 0.5, effective: { value } }));
  expect(medianAbove({ models })).toBe(0.2);
  expect(medianAbove({ models: models.slice(0, 2) })).toBeCloseTo(0.1, 12);
});
