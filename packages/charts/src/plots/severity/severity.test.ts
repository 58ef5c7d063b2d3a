import { expect, test } from "vitest";
import { redraw } from "../../../test/plots/redraw.js";
import type { SeverityPanel } from "./panel.js";
import { severity } from "./severity.js";

const curve = (name: string, clean: number, fall: number) => ({
  name,
  points: [0, 1, 2, 3, 4, 5].map((level) => {
    const value = clean - fall * level;
    return { severity: level, value, low: value - 0.05, high: value + 0.05 };
  }),
});
const panels: SeverityPanel[] = [
  {
    title: "Gaussian noise",
    heading: "Noise",
    curves: [curve("supervised", 0.8, 0.11), curve("zero-shot", 0.5, 0.05)],
  },
  { title: "Shot noise", curves: [curve("supervised", 0.8, 0.09), { name: "zero-shot", points: [] }] },
  { title: "Fog", heading: "Weather", curves: [] },
];

test("a plot for each kind, in rows by family; what is not computed keeps its place", async () => {
  await expect(
    severity(panels, { width: 600, title: "Noise costs the supervised model more" }).svg(),
  ).toMatchFileSnapshot("../../../test/plots/severity.svg");
});

test("the code draws the same from the rows of the CSV", () => {
  const chart = severity(panels, { width: 600 });
  expect(redraw(chart).svg()).toBe(chart.svg());
});

test("one kind alone is drawn, with a table of its points", () => {
  const chart = severity(panels[0]);
  expect(chart.svg()).toContain("Gaussian noise, zero-shot, severity 5: 25.0% (20.0% to 30.0%)");
  expect(chart.csv().split("\r\n")[1]).toBe("Noise,Gaussian noise,supervised,0,0.8,0.75,0.8500000000000001");
});

test("an accuracy that is no share is refused by kind, model and severity", () => {
  const wrong = { title: "Fog", curves: [{ name: "mini", points: [{ severity: 2, value: 34 }] }] };
  expect(() => severity(wrong)).toThrow(/mini has the accuracy 34 at severity 2 of Fog/);
  expect(() => severity([])).toThrow(/at least one panel/);
});
