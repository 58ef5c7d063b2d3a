import { expect, test } from "vitest";
import { fitText, textWidth, wrapText } from "./text-width.js";

test("a text that fits is kept, a longer one is cut and says so", () => {
  expect(fitText("seen in training", 200)).toBe("seen in training");
  const cut = fitText("seen in training", 60);
  expect(cut).toMatch(/^seen.*…$/);
  expect(textWidth(cut)).toBeLessThanOrEqual(60);
});

test("text is broken at spaces, and no line is too wide", () => {
  const text = "Bars are 95% Wilson intervals of the accuracy on 225 images";
  const lines = wrapText(text, 120);
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.join(" ")).toBe(text);
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(120);
});

test("bold text and characters that were not measured are taken for wide", () => {
  expect(textWidth("drawing", { bold: true })).toBeGreaterThan(textWidth("drawing"));
  expect(textWidth("絵")).toBeGreaterThanOrEqual(12);
  expect(textWidth("drawing", { size: 24 })).toBeCloseTo(2 * textWidth("drawing"), 9);
});
