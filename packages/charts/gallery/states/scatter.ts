import type { ScatterElement } from "@clipscope/charts";
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
];
