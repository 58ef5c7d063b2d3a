import { reliabilityCurve } from "@clipscope/toolkit/metrics";
import { seededRandom } from "@clipscope/types";
import { expect, test } from "vitest";
import { redraw } from "../../test/plots/redraw.js";
import { reliability } from "./reliability.js";

const random = seededRandom(3);
const confidences = Array.from({ length: 400 }, () => 0.3 + 0.7 * random());
const correct = confidences.map((confidence) => Number(random() < confidence - 0.12));
const asTrained = { name: "as trained", bins: reliabilityCurve({ confidences, correct }, { bins: 10 }) };
const scaled = {
  name: "T = 1.8",
  bins: reliabilityCurve({ confidences: confidences.map((each) => each - 0.12), correct }, { bins: 10 }),
};

test("accuracy against confidence, before and after scaling, with the images of each bin", async () => {
  const svg = reliability([asTrained, scaled], { title: "The model is too sure by 12 points" }).svg();
  await expect(svg).toMatchFileSnapshot("../../test/plots/reliability.svg");
});

test("a bin says how sure and how right the model is on how many images", () => {
  const bin = asTrained.bins[8];
  const percent = (share = Number.NaN) => `${(100 * share).toFixed(1)}%`;
  expect(bin.count).toBeGreaterThan(10);
  expect(reliability(asTrained).svg()).toContain(
    `confidence 80% to 90%: ${percent(bin.confidence)} sure, ${percent(bin.accuracy)} right, n = ${bin.count}`,
  );
});

test("the code draws the same from the rows of the CSV", () => {
  const chart = reliability([asTrained, scaled], { width: 360 });
  expect(redraw(chart).svg()).toBe(chart.svg());
  expect(() => reliability([])).toThrow(/at least one curve/);
});
