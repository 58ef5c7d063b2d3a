import { categoriesOf, type ScatterElement } from "@clipscope/charts";
import { clusters } from "../clusters.js";
import { letters } from "../pictures.js";
import { element, type State, withButton } from "../state.js";

const [width, height] = [370, 280];
/** Drawn without a GPU, so that pictures are the same everywhere. */
const map = (properties: Partial<ScatterElement>) =>
  element("clip-scatter", { renderer: "canvas", ...properties });

export const states: readonly State[] = [
  {
    name: "empty",
    width,
    height,
    make: () => withButton(map({ message: "A map needs images or vectors." }), "Open a folder"),
  },
  { name: "loading", width, height, make: () => map({ busy: true }) },
  {
    name: "failed",
    width,
    height,
    make: () =>
      withButton(map({ message: "The layout stopped: the worker ran out of memory." }), "Try again"),
  },
  { name: "one point", width, height, make: () => map({ ...clusters(1, 1), nameOf: () => "the only one" }) },
  { name: "ten categories", width, height, make: () => map(clusters(1000, 10)) },
  { name: "forty categories", width, height, make: () => map(clusters(2000, 40)) },
  {
    name: "a selection, and a pinned point",
    width,
    height,
    make: () => {
      const { positions, categories } = clusters(600, 6);
      return map({
        positions,
        categories,
        selected: { has: (row) => categories.codes[row] === 2 },
        pinned: 20,
      });
    },
  },
  {
    name: "two categories hidden",
    width,
    height,
    make: () => map({ ...clusters(600, 6), hiddenIds: ["Category 1", "Category 2"] }),
  },
  {
    name: "amounts",
    width,
    height,
    make: () => {
      const { positions } = clusters(2000, 8);
      const values = positions.x.map((x, i) => Math.exp(-8 * ((x - 0.6) ** 2 + (positions.y[i] - 0.4) ** 2)));
      values.fill(Number.NaN, 0, 100);
      return map({ positions, amounts: { values } });
    },
  },
  {
    name: "pictures, with names",
    width,
    height,
    make: () =>
      map({
        ...clusters(60, 3, 4),
        tiles: letters(),
        nameOf: (row) => `picture ${row}`,
        view: { x: 0.45, y: 0.4, k: 5 },
      }),
  },
  {
    name: "pictures where there is room",
    width,
    height,
    make: () => map({ ...clusters(300, 5), tiles: letters(), view: { x: 0.5, y: 0.5, k: 2.4 } }),
  },
  { name: "100,000 points", width, height, make: () => map(clusters(100_000, 12)) },
  {
    name: "texts as anchors, and the links of a point",
    width,
    height,
    make: () => {
      const { positions, categories } = clusters(400, 6);
      const near = Array.from({ length: 400 }, (_, i) => i)
        .sort((a, b) => distance(positions, a, 20) - distance(positions, b, 20))
        .slice(1, 40)
        .filter((_, i) => i % 3 === 0);
      return map({
        positions,
        categories,
        labels: "none",
        pinned: 20,
        links: {
          from: new Int32Array(near.length).fill(20),
          to: Int32Array.from(near),
          kept: Uint8Array.from(near, (_, i) => Number(i < 6)),
        },
        anchors: [
          { id: "a", label: "a photo of a cat", x: 0.95, y: 0.2 },
          { id: "b", label: "a photo of a dog", x: 0.97, y: 0.24 },
          { id: "c", label: "a sentence that is longer than any label should be", x: 0.3, y: 0.4 },
        ],
      });
    },
  },
  {
    name: "contours, shapes by another column",
    width,
    height,
    make: () => {
      const { positions, categories } = clusters(500, 5);
      const shapes = categoriesOf({
        values: Array.from({ length: 40 }, (_, i) => `value ${i}`),
        codes: Int32Array.from({ length: 500 }, (_, i) => 10 * (i % 4)),
      });
      return map({ positions, categories, shapes, contours: true, labels: "none" });
    },
  },
  {
    name: "amounts in steps, on a logarithm",
    width,
    height,
    make: () => {
      const { positions } = clusters(500, 8);
      const values = positions.x.map((x, i) => Math.exp(6 * x + 2 * positions.y[i]));
      return map({ positions, amounts: { values, scale: "log", breaks: [10, 100, 1000], invert: true } });
    },
  },
  {
    name: "regions with a picture, zoomed",
    width,
    height,
    make: () => {
      const { positions, categories } = clusters(1200, 6, 3);
      return map({
        positions,
        categories,
        tiles: letters(),
        regions: [
          { label: "First", x: 0.45, y: 0.5, level: 0, point: 4, color: "var(--_category-1)" },
          { label: "Second", x: 0.62, y: 0.5, level: 0, point: 5 },
          { label: "seen when zoomed", x: 0.55, y: 0.62, level: 1 },
          { label: "not yet seen", x: 0.55, y: 0.4, level: 4 },
        ],
        view: { x: 0.52, y: 0.52, k: 2.5 },
      });
    },
  },
];

function distance({ x, y }: { x: Float32Array; y: Float32Array }, a: number, b: number): number {
  return Math.hypot(x[a] - x[b], y[a] - y[b]);
}
