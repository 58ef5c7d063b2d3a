import { expect, test } from "vitest";
import { redraw } from "../../test/plots/redraw.js";
import { noneOfThese } from "./none-of-these.js";

const curve = [
  { threshold: 0.2, kept: 1, rejected: 0 },
  { threshold: 0.5, kept: 0.9, rejected: 0.6 },
  { threshold: 0.9, kept: 0.4, rejected: 1 },
];

test("what each threshold keeps and rejects, with the chosen one marked", async () => {
  const chart = noneOfThese(curve, { chosen: 0.51, title: "0.5 keeps 90% and rejects 60%" });
  await expect(chart.svg()).toMatchFileSnapshot("../../test/plots/none-of-these.svg");
  expect(chart.svg()).toContain("chosen: 0.500");
});

test("the code draws the same from the rows of the CSV; shares outside 0 to 1 are refused", () => {
  const chart = noneOfThese(curve, { chosen: 0.5, width: 360 });
  expect(redraw(chart).svg()).toBe(chart.svg());
  expect(() => noneOfThese([])).toThrow(/at least one threshold/);
  expect(() => noneOfThese([{ threshold: 0, kept: 2, rejected: 0 }])).toThrow(/shares go from 0 to 1/);
});
