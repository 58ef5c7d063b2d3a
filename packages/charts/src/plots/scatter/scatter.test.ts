import { seededRandom } from "@clipscope/types";
import { expect, test } from "vitest";
import { redraw } from "../../../test/plots/redraw.js";
import { scatterSvg } from "./scatter.js";

const random = seededRandom(7);
const codes = Int32Array.from({ length: 80 }, (_, i) => (i % 5) - 1);
const near = (center: number) => center + 0.1 * (random() + random() - 1);
const positions = {
  x: Float32Array.from(codes, (c) => near(0.5 + 0.35 * Math.cos(c))),
  y: Float32Array.from(codes, (c) => near(0.5 + 0.35 * Math.sin(c))),
};
const categories = [
  { label: "People & body", color: "--category-1" },
  { label: "Animals", color: "--category-2", shape: "cross" },
  { label: "Food", color: "--category-3", shape: "square" },
  { label: "Flags", color: "--category-4", hidden: true },
] as const;

test("points have the color and shape of their category, the legend what is shown", async () => {
  const labels = [{ text: "Food", x: 0.35, y: 0.8, color: "--category-3" }];
  const svg = scatterSvg(positions, { codes, categories, labels, width: 400, title: "Map" }).svg();
  await expect(svg).toMatchFileSnapshot("../../../test/plots/scatter.svg");
  expect(svg).toContain("People &amp; body (16)");
  expect(svg).toContain("no category (16)");
  expect(svg).not.toContain("Flags");
});

test("a part of the map has the points in it alone", () => {
  const view = { x: [0.7, 1], y: [0.35, 0.65] } as const;
  const inside = codes.filter(
    (c, i) => c === 0 && positions.x[i] > 0.7 && positions.y[i] > 0.35 && positions.y[i] < 0.65,
  ).length;
  const svg = scatterSvg(positions, { codes, categories, view, radius: 0.1 }).svg();
  const drawn = Number(/People &amp; body \((\d+)\)/.exec(svg)?.[1]);
  expect(inside).toBeGreaterThan(3);
  expect(Math.abs(drawn - inside)).toBeLessThanOrEqual(2);
});

test("colors of a page are resolved for the file: light and dark", () => {
  const paged = [{ label: "all", color: "var(--clip-category-1, light-dark(#0658bf, #5398fd))" }];
  const of = (theme: "light" | "dark") =>
    scatterSvg(positions, { codes: codes.map(() => 0), categories: paged, theme }).svg();
  expect(of("light")).toContain('stroke="#0658bf"');
  expect(of("dark")).toContain('stroke="#5398fd"');
});

test("the code draws the same from the rows of the CSV", () => {
  const chart = scatterSvg(positions, { codes, categories, keys: (row) => `image ${row}.png`, width: 300 });
  expect(chart.csv()).toContain("image 79.png,");
  expect(redraw(chart).svg()).toBe(chart.svg());
});

test("codes and positions that do not fit are refused", () => {
  expect(() => scatterSvg(positions, { codes: [0], categories })).toThrow(/80 x, 80 y and 1 codes/);
  expect(() => scatterSvg(positions, { codes: codes.map(() => 9), categories })).toThrow(
    /point 0 has the category 9/,
  );
  const nowhere = { x: positions.x.map(() => Number.NaN), y: positions.y };
  expect(() => scatterSvg(nowhere, { codes, categories })).toThrow(/point 0 is at \(NaN/);
  const wrong = [{ label: "a", color: "--category-99" }];
  expect(() => scatterSvg(positions, { codes: codes.map(() => 0), categories: wrong }).svg()).toThrow(
    /"--category-99" is not a color of charts/,
  );
});
