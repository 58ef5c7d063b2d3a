import { confusionMatrix, normalizeConfusion, perClassMetrics } from "@clipscope/toolkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { matrixData } from "./matrix-data.js";

const inputs = fc.integer({ min: 2, max: 8 }).chain((classes) =>
  fc.record({
    classes: fc.constant(classes),
    pairs: fc.array(fc.tuple(fc.nat(classes - 1), fc.nat(classes - 1)), { minLength: 1, maxLength: 40 }),
    order: fc.shuffledSubarray(
      Array.from({ length: classes }, (_, c) => c),
      { minLength: classes },
    ),
  }),
);

test("counts, shares, recall and precision are those of the toolkit, in the order asked for", () => {
  fc.assert(
    fc.property(inputs, ({ classes, pairs, order }) => {
      const labels = Int32Array.from(pairs, ([label]) => label);
      const predictions = Int32Array.from(pairs, ([, prediction]) => prediction);
      const counts = confusionMatrix({ labels, predictions, classes });
      const names = Array.from({ length: classes }, (_, c) => `class ${c}`);
      for (const [share, by] of [
        ["label", "row"],
        ["prediction", "column"],
        ["all", "total"],
      ] as const) {
        const expected = normalizeConfusion(counts, by);
        const data = matrixData({ names, counts, order, share });
        expect(data.categories).toEqual(order.map((c) => names[c]));
        data.cells.forEach(({ row, column, n }, i) => {
          expect(n).toBe(counts.counts[order[row] * classes + order[column]]);
          expect(data.shares[i]).toBeCloseTo(expected[order[row] * classes + order[column]], 12);
        });
        expect(data.cells.reduce((sum, { n }) => sum + n, 0)).toBe(pairs.length);
        const metrics = perClassMetrics(counts);
        expect([...data.recall]).toEqual(order.map((c) => metrics.recall[c]));
        expect([...data.precision]).toEqual(order.map((c) => metrics.precision[c]));
      }
      const sparse = matrixData({ names, counts: matrixData({ names, counts }).cells, order });
      expect(sparse).toEqual(matrixData({ names, counts, order }));
    }),
  );
});

test("counts that do not fit their names are refused", () => {
  const counts = confusionMatrix({ labels: [0, 1], predictions: [1, 1], classes: 2 });
  const refused = expect.objectContaining({ code: "bad-argument" });
  expect(() => matrixData({ names: ["a"], counts })).toThrow(refused);
  expect(() => matrixData({ names: ["a", "b"], counts, order: [0, 0] })).toThrow(refused);
  expect(() => matrixData({ names: ["a", "b"], counts, order: [1] })).toThrow(refused);
  expect(() => matrixData({ names: ["a"], counts: [{ row: 0, column: 3, n: 1 }] })).toThrow(refused);
});
