import { colorsOf } from "@clipscope/charts";
import { element, type State } from "../state.js";

function entries(n: number) {
  const values = Array.from({ length: n }, (_, i) => `Category ${i + 1}`);
  const colors = colorsOf({ values });
  return values.map((label, i) => ({ id: label, label, n: 400 - 3 * i, ...colors.of(i) }));
}
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
    height: 40,
    make: () =>
      element("clip-legend", { ramp: { title: "cosine with “a red apple”", low: "0.12", high: "0.31" } }),
  },
  { name: "forty categories", width: 740, height: 180, make: () => legend(40) },
  { name: "2,000 categories", width: 360, height: 180, make: () => legend(2000) },
];
