import { type Cell, type ConfusionElement, matrixData } from "@clipscope/charts";
import { element, randomOf, type State } from "../state.js";

/** Counts in which most predictions are right, and errors fall near the diagonal. */
function cellsOf(n: number, perClass: number): Cell[] {
  const random = randomOf(n);
  const counts = new Map<number, number>();
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < perClass; i++) {
      const far = Math.round(3 * Math.tan(1.4 * (random() - 0.5)));
      const column = random() < 0.7 ? row : (((row + far) % n) + n) % n;
      counts.set(row * n + column, (counts.get(row * n + column) ?? 0) + 1);
    }
  }
  return [...counts].map(([at, count]) => ({ row: Math.floor(at / n), column: at % n, n: count }));
}
const names = (n: number) => Array.from({ length: n }, (_, i) => `category ${i + 1}`);
const matrix = (n: number, perClass: number, properties: Partial<ConfusionElement> = {}) =>
  element("clip-confusion", {
    data: matrixData({ names: names(n), counts: cellsOf(n, perClass) }),
    ...properties,
  });

export const states: readonly State[] = [
  {
    name: "empty",
    width: 360,
    height: 200,
    make: () => element("clip-confusion", { message: "A matrix needs labels and predictions." }),
  },
  { name: "loading", width: 360, height: 200, make: () => element("clip-confusion", { busy: true }) },
  {
    name: "failed",
    width: 360,
    height: 200,
    make: () =>
      element("clip-confusion", { message: "The predictions could not be computed: the model is gone." }),
  },
  {
    name: "eight categories, a cell pointed to",
    width: 560,
    height: 460,
    make: () => matrix(8, 200, { cursor: { row: 0, column: 0 } }),
  },
  {
    name: "shares of all images, without the diagonal",
    width: 560,
    height: 460,
    make: () =>
      element("clip-confusion", {
        data: matrixData({ names: names(8), counts: cellsOf(8, 200), share: "all", hideDiagonal: true }),
      }),
  },
  {
    name: "92 categories",
    width: 560,
    height: 460,
    make: () => matrix(92, 60, { cursor: { row: 91, column: 91 } }),
  },
  {
    name: "120 categories in blocks, by the logarithm",
    width: 560,
    height: 460,
    make: () =>
      element("clip-confusion", {
        data: matrixData({
          names: names(120),
          counts: cellsOf(120, 60),
          scale: "log",
          blocks: [
            ["animals", "food", "plants", "tools"].map((name, i) => ({
              name,
              from: 30 * i,
              to: 30 * i + 30,
            })),
          ],
        }),
        cursor: { row: 40, column: 44 },
      }),
  },
  {
    name: "a difference of counts",
    width: 560,
    height: 460,
    make: () =>
      element("clip-confusion", {
        data: matrixData({
          names: names(12),
          counts: cellsOf(12, 40),
          before: cellsOf(12, 39),
          share: "none",
          scale: "linear",
        }),
      }),
  },
  {
    name: "2,000 categories, zoomed",
    width: 560,
    height: 460,
    make: () => matrix(2000, 8, { view: { x: 0.3, y: 0.3, k: 120 } }),
  },
  { name: "2,000 categories", width: 560, height: 460, make: () => matrix(2000, 8) },
];
