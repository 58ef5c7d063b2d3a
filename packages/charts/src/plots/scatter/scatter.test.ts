import { seededRandom } from "@clipscope/types";
import { expect, test } from "vitest";
import { redraw } from "../../../test/plots/redraw.js";
import { categoriesOf } from "../../color/categories.js";
import { type ScatterMap, scatterSvg } from "./scatter.js";

const random = seededRandom(7);
const codes = Int32Array.from({ length: 80 }, (_, i) => (i % 5) - 1);
const near = (center: number) => center + 0.1 * (random() + random() - 1);
const map: ScatterMap = {
  positions: {
    x: Float32Array.from(codes, (c) => 10 * near(0.5 + 0.35 * Math.cos(c))),
    y: Float32Array.from(codes, (c) => 10 * near(0.5 + 0.35 * Math.sin(c))),
  },
  categories: categoriesOf({ codes, values: ["People & body", "Animals", "Food", "Flags"] }),
  hiddenIds: ["Flags"],
};
const positions = map.positions as NonNullable<ScatterMap["positions"]>;
const amounts = { values: Float32Array.from(codes, (c, i) => (i === 3 ? Number.NaN : c / 4)) };

test("points have the color and shape of their category, names where they are dense, the legend what is drawn", async () => {
  const svg = scatterSvg(map, { width: 400, title: "Map" }).svg();
  await expect(svg).toMatchFileSnapshot("../../../test/plots/scatter.svg");
  expect(svg).toContain("People &amp; body (16)");
  expect(svg).toContain("no category (16)");
  expect(svg).not.toContain("Flags");
  expect(svg).toMatch(/font-weight="600"[^>]*>Food</);
  expect(scatterSvg({ ...map, labels: "none" }).svg()).not.toMatch(/font-weight="600"/);
});

test("rows that are not visible are neither drawn nor in the CSV", () => {
  const chart = scatterSvg({ ...map, visible: { has: (row) => row < 10 } });
  expect(chart.svg()).toContain("Animals (2)");
  expect(chart.csv().trim().split("\r\n")).toHaveLength(1 + 8);
});

test("a part of the map has the points in it alone", () => {
  const view = { x: [7, 10], y: [3.5, 6.5] } as const;
  const inside = codes.filter(
    (c, i) => c === 0 && positions.x[i] > 7 && positions.y[i] > 3.5 && positions.y[i] < 6.5,
  ).length;
  const svg = scatterSvg(map, { view, radius: 0.1 }).svg();
  const drawn = Number(/People &amp; body \((\d+)\)/.exec(svg)?.[1]);
  expect(inside).toBeGreaterThan(3);
  expect(Math.abs(drawn - inside)).toBeLessThanOrEqual(2);
});

test("colors of the page are those of the file's theme: light and dark", () => {
  const [light, dark] = (["light", "dark"] as const).map((theme) => scatterSvg(map, { theme }).svg());
  expect(light).toContain('stroke="#0658bf"');
  expect(dark).toContain('stroke="#5398fd"');
});

test("amounts have a ramp, and points without one are gray", () => {
  const svg = scatterSvg({ ...map, amounts }, { amountLabel: "similarity to “a dog”" }).svg();
  expect(svg).toContain("similarity to “a dog”");
  expect(svg.match(/>(−0.25|0.25|0.75)</g)).toHaveLength(3);
  expect(svg).toContain('stroke="#85888d"');
  expect(svg).not.toContain("People");
});

test.each([
  ["categories", map],
  ["amounts", { ...map, amounts }],
  ["neither", { positions }],
] as const)("the code draws the same from the rows of the CSV: %s", (_, given) => {
  const chart = scatterSvg(given, { keys: (row) => `image ${row}.png`, width: 300 });
  expect(chart.csv()).toContain("image 78.png,");
  expect(redraw(chart).svg()).toBe(chart.svg());
});

test("codes, amounts and positions that do not fit are refused", () => {
  const some = categoriesOf({ codes: codes.slice(1), values: ["a", "b", "c", "d"] });
  expect(() => scatterSvg({ ...map, categories: some })).toThrow(/80 x but 79 codes/);
  expect(() => scatterSvg({ ...map, amounts: { values: new Float32Array(3) } })).toThrow(
    /80 x but 3 amounts/,
  );
  const nowhere = { x: positions.x.map(() => Number.NaN), y: positions.y };
  expect(() => scatterSvg({ positions: nowhere })).toThrow(/point 0 is at \(NaN/);
  expect(() => scatterSvg({ positions: undefined })).toThrow(/no positions yet/);
});

test("a hundred thousand points are a file of less than 2 MB", () => {
  const many = Float32Array.from({ length: 100_000 }, random);
  const svg = scatterSvg({ positions: { x: many, y: many.toReversed() } }).svg();
  expect(svg.length).toBeLessThan(2e6);
  expect(svg.match(/h0/g)).toHaveLength(100_000);
});
