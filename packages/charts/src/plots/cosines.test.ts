import { expect, test } from "vitest";
import { redraw } from "../../test/plots/redraw.js";
import { cosines } from "./cosines.js";

const own = { name: "with its own class", counts: [0, 1, 3, 6], mean: 0.27 };
const others = { name: "with another class", counts: [40, 50, 10, 0], mean: 0.17 };

test("each kind of pairs is drawn as shares of its own, and a cosine is pointed to", async () => {
  const chart = cosines([own, others], [0.1, 0.3], {
    mark: { value: 0.25, label: "this image" },
    title: "A match is 0.10 above other pairs",
  });
  await expect(chart.svg()).toMatchFileSnapshot("../../test/plots/cosines.svg");
  expect(chart.svg()).toContain("with its own class, cosine 0.250 to 0.300: 6 pairs, 60.0%");
  expect(chart.svg()).toContain("with another class, cosine 0.150 to 0.200: 50 pairs, 50.0%");
});

test("the code draws the same from the rows of the CSV; invalid series and ranges are refused", () => {
  const chart = cosines([own, others], [0.1, 0.3], { width: 360 });
  expect(redraw(chart).svg()).toBe(chart.svg());
  expect(() => cosines([], [0, 1])).toThrow(/at least one kind of pairs/);
  expect(() => cosines([own, { ...others, counts: [1] }], [0, 1])).toThrow(/same bins/);
  expect(() => cosines([own], [1, 0])).toThrow(/lower end first/);
});
