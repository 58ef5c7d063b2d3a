import { colorsOf } from "@clipscope/charts";
import { element, type State } from "../state.js";

function entries(n: number) {
  const values = Array.from({ length: n }, (_, i) => `Category ${i + 1}`);
  const colors = colorsOf({ values });
  return values.map((label, i) => ({ id: label, label, n: Math.max(1, 400 - 3 * i), ...colors.of(i) }));
}
/** Amounts with two peaks. */
const cosines = Float32Array.from(
  { length: 4000 },
  (_, i) => 0.15 + 0.05 * Math.sin(i) + (i % 4 === 0 ? 0.11 : 0),
);
const legend = (n: number, hidden: readonly string[] = []) =>
  element("clip-legend", { entries: entries(n), hiddenIds: hidden });

export const states: readonly State[] = [
  { name: "empty", width: 360, height: 40, make: () => legend(0) },
  { name: "one category", width: 360, height: 40, make: () => legend(1) },
  { name: "ten categories", width: 360, height: 100, make: () => legend(10) },
  {
    name: "one category alone",
    width: 360,
    height: 100,
    make: () =>
      legend(
        8,
        entries(8)
          .slice(1)
          .map(({ id }) => id),
      ),
  },
  {
    name: "amounts",
    width: 360,
    height: 70,
    make: () =>
      element("clip-legend", { ramp: { title: "cosine with “a red apple”", amounts: { values: cosines } } }),
  },
  {
    name: "amounts in steps, reversed, which can be changed",
    width: 740,
    height: 50,
    make: () =>
      element("clip-legend", {
        adjustable: true,
        ramp: {
          title: "pixels",
          amounts: {
            values: cosines.map((c) => 10 ** (20 * c)),
            scale: "log",
            breaks: [1e3, 1e4],
            invert: true,
          },
        },
      }),
  },
  {
    name: "2,000 categories with parents",
    width: 360,
    height: 120,
    make: () =>
      element("clip-legend", {
        entries: entries(2000).map((entry, i) => ({ ...entry, parent: `Parent ${(i % 7) + 1}` })),
        hiddenIds: ["Category 2"],
      }),
  },
  { name: "forty categories", width: 740, height: 180, make: () => legend(40) },
  { name: "2,000 categories", width: 360, height: 180, make: () => legend(2000) },
];
