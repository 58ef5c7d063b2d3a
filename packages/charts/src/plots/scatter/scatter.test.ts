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

const everything: ScatterMap = {
  ...map,
  shapes: categoriesOf({
    codes: codes.map((_, i) => 10 * (i % 3)),
    values: Array.from({ length: 30 }, (_, i) => `from ${i}`),
  }),
  amounts: {
    ...amounts,
    values: amounts.values.map((v) => 10 ** (2 * v)),
    scale: "log",
    breaks: [1, 10],
    invert: true,
  },
  links: { from: Int32Array.of(1, 2, 4), to: Int32Array.of(2, 3, 5), kept: Uint8Array.of(1, 0, 1) },
  anchors: [{ id: "text", label: "a photo of a dog", x: 14, y: 2 }],
  regions: [
    { label: "left", x: 6, y: 5, level: 0, color: "light-dark(#0658bf, #5398fd)" },
    { label: "only when zoomed", x: 8, y: 5, level: 1 },
  ],
  contours: true,
};

test("links, texts, contours, given regions, shapes and steps are in the drawing, and its legend explains them", () => {
  const svg = scatterSvg(everything, { width: 500 }).svg();
  for (const text of ["a photo of a dog", "left", "0.316 to 1", "1 to 10", "10 to 31.6", "from 0", "from 20"])
    expect(svg).toContain(`>${text}<`);
  expect(svg).not.toContain("only when zoomed");
  expect(svg).not.toContain("from 1<");
  // Row 4 is of a hidden category: its line is not drawn. The other that was kept is solid, the lost one dashed.
  expect(svg.match(/stroke-dasharray="4 4"/g)).toHaveLength(1);
  expect(svg.match(/stroke-width="1.75"/g)).toHaveLength(1);
  expect(svg.match(/stroke-opacity/g)?.length).toBe(6);
  const zoomed = scatterSvg(everything, { view: { x: [7, 9.5], y: [4, 6] } }).svg();
  expect(zoomed).toContain("only when zoomed");
});

test("a legend of very many categories ends with how many more there are", () => {
  const values = Array.from({ length: 2000 }, (_, i) => `class ${i}`);
  const all = Int32Array.from(values, (_, i) => i);
  const at = { x: Float32Array.from(all), y: Float32Array.from(all, (i) => (i * 7) % 100) };
  const svg = scatterSvg({
    positions: at,
    categories: categoriesOf({ codes: all, values }),
    labels: "none",
  }).svg();
  expect(svg).toContain("and 1,920 more categories");
});

test.each([
  ["categories", map],
  ["amounts", { ...map, amounts }],
  ["neither", { positions }],
  ["everything else", everything],
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
