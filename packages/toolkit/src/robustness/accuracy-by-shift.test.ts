import { expect, it } from "vitest";
import golden from "../../goldens/toolkit.json";
import { accuracyByShift } from "./accuracy-by-shift.js";

it("gives each shift its accuracy and SciPy's interval", () => {
  const entry = golden.intervals.find((e) => e.successes === 3 && e.n === 20 && e.level === 0.995);
  const labels = new Int32Array(20);
  const predictions = Int32Array.from(labels, (_, i) => (i < 3 ? 0 : 1));
  const [all, some] = accuracyByShift(
    [
      { shift: "sketch", predictions: labels, labels },
      { shift: "flat", predictions, labels },
    ],
    { level: 0.995, method: "clopper-pearson" },
  );
  expect(all).toMatchObject({ shift: "sketch", value: 1, high: 1, n: 20 });
  expect(some).toMatchObject({ shift: "flat", successes: 3, value: 0.15 });
  expect(some.low).toBeCloseTo(entry?.clopperPearson[0] ?? Number.NaN, 11);
  expect(some.high).toBeCloseTo(entry?.clopperPearson[1] ?? Number.NaN, 11);
});
