import { expect, test } from "vitest";
import { redraw } from "../../../test/plots/redraw.js";
import { textWidth } from "../svg/text-width.js";
import { type AccuracyBar, accuracyBars } from "./accuracy-bars.js";

const bars: AccuracyBar[] = [
  { title: "Twemoji", value: 0.82, low: 0.76, high: 0.87, n: 200 },
  {
    title: "Fluent Emoji High Contrast",
    value: 0.7,
    low: 0.64,
    high: 0.77,
    n: 200,
    note: "seen in training",
    hollow: true,
  },
  { title: "OpenMoji" },
  { title: "Noto <Emoji>", value: 0.3, low: 0.2, high: 0.4, n: 120 },
];

test("a dot with its interval for each line, the chance level, and a place for what is missing", async () => {
  const svg = accuracyBars(bars, { chance: 0.005, label: "Zero-shot accuracy" }).svg();
  await expect(svg).toMatchFileSnapshot("../../../test/plots/accuracy-dots.svg");
});

test("bars begin at 0", async () => {
  const svg = accuracyBars(bars, { mark: "bar", width: 360, theme: "dark" }).svg();
  await expect(svg).toMatchFileSnapshot("../../../test/plots/accuracy-bars.svg");
});

test.each([240, 360, 520, 640, 960])("at %i pixels no word leaves the chart", (width) => {
  const svg = accuracyBars(bars, { width, chance: 0.005 }).svg();
  const shift = Number(/translate\(16,\d+\)">\s*<g>\s*<g transform="translate\(([\d.]+),/.exec(svg)?.[1]);
  expect(shift).toBeGreaterThan(0);
  const ends = [...svg.matchAll(/<text x="([\d.]+)" y="4" fill="#1a1b1d">([^<]*)<\/text>/g)];
  expect(ends).toHaveLength(3);
  for (const [, x, text] of ends)
    expect(shift + Number(x) + textWidth(text)).toBeLessThanOrEqual(width + 0.01);
});

test("the code draws the same from the rows of the CSV", () => {
  const chart = accuracyBars(bars, { chance: 0.005, title: "Only the hand that draws changes" });
  expect(redraw(chart).svg()).toBe(chart.svg());
});

test("an accuracy that is no share is refused by name", () => {
  expect(() => accuracyBars([{ title: "Twemoji", value: 82 }])).toThrow(/Twemoji has the accuracy 82/);
  expect(() => accuracyBars([])).toThrow(/at least one line/);
});
