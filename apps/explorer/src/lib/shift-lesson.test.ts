import { CLIP_PAPER_TABLE, NATURAL_SHIFTS } from "@clipscope/datasets/published";
import { expect, test } from "vitest";
import { above, gapFormula, gapOf, gapSentence, medianAbove } from "./shift-lesson.js";
import type { ShiftPanel } from "./shift-panel.js";

/** The paper's table as panels: ResNet-101, then zero-shot CLIP. */
const panels = NATURAL_SHIFTS.map(({ id, title }) => ({
  shift: id,
  title,
  models: (["resnet101", "zeroShotClip"] as const).map((name) => ({
    name,
    x: CLIP_PAPER_TABLE[name].imagenet,
    y: CLIP_PAPER_TABLE[name][id],
  })),
})) as unknown as ShiftPanel[];

test("the gap closed of the paper's table: of the means, and of one shift", () => {
  const gap = gapOf(panels, 1);
  expect(Math.round(100 * (gap.closed ?? 0))).toBe(94);
  expect(Math.round(100 * (gapOf([panels[0]], 1).closed ?? 0))).toBe(49);
  expect(gapFormula(gapOf([panels[0]], 1))).toMatch(/\(70\.1 − 64\.3\) \/ \(76\.2 − 64\.3\) = 48\.7%$/);
  expect(gapSentence(gap, "zero-shot", "on the mean of 5 shifts")).toMatch(
    /76\.2% on Twemoji and 32\.5% on the mean of 5 shifts; mini, zero-shot, has 76\.2% and 73\.7%, which closes 94% of the gap\.$/,
  );
});

test("where the supervised model does not fall there is no gap, and a model below it closes none", () => {
  const none = { reference: 0.5, supervised: 0.5, before: 0.4, model: 0.6, closed: undefined };
  expect(gapSentence(none, "of words", "on them")).toContain("no gap to close");
  expect(gapFormula(none)).toContain("50.0 − 50.0 is not above 0");
  const worse = { ...none, supervised: 0.4, model: 0.3, closed: -1 };
  expect(gapSentence(worse, "of words", "on them")).toMatch(/which closes none of the gap\.$/);
});

test("distances from the line have a side, and their median is the middle one", () => {
  expect([above(0.063), above(-0.0091)]).toEqual(["6.3 points above", "0.9 points below"]);
  const models = [0.3, -0.1, 0.2].map((value) => ({ name: "", x: 0.5, y: 0.5, effective: { value } }));
  expect(medianAbove({ models })).toBe(0.2);
  expect(medianAbove({ models: models.slice(0, 2) })).toBeCloseTo(0.1, 12);
});
