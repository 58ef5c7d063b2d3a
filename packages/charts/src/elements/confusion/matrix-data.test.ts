import { confusionMatrix, normalizeConfusion, perClassMetrics } from "@clipscope/toolkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { matrixData } from "./matrix-data.js";
import { MatrixIndex } from "./matrix-index.js";

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
          expect(data.values[i]).toBeCloseTo(expected[order[row] * classes + order[column]], 12);
        });
        expect(data.cells.reduce((sum, { n }) => sum + n, 0)).toBe(pairs.length);
        const metrics = perClassMetrics(counts);
        expect([...data.recall]).toEqual(order.map((c) => metrics.recall[c]));
        expect([...data.precision]).toEqual(order.map((c) => metrics.precision[c]));
        expect([...data.f1]).toEqual(order.map((c) => metrics.f1[c]));
      }
      const sparse = matrixData({ names, counts: matrixData({ names, counts }).cells, order });
      expect(sparse).toEqual(matrixData({ names, counts, order }));
    }),
  );
});

test("a difference is now minus before in each cell, and empty where nothing changed", () => {
  fc.assert(
    fc.property(inputs, inputs, (first, second) => {
      const classes = Math.max(first.classes, second.classes);
      const names = Array.from({ length: classes }, (_, c) => `class ${c}`);
      const [before, counts] = [first, second].map(({ pairs }) =>
        confusionMatrix({
          labels: pairs.map(([label]) => label),
          predictions: pairs.map(([, prediction]) => prediction),
          classes,
        }),
      );
      const data = matrixData({ names, counts, before, share: "none" });
      expect(data.difference).toBe(true);
      const changes = new Float64Array(classes * classes);
      for (const [i, { row, column }] of data.cells.entries())
        changes[row * classes + column] = data.values[i];
      expect([...changes]).toEqual(Array.from(counts.counts, (n, at) => n - before.counts[at]));
    }),
  );
});

test("a cell is found by its place, and a window of cells equals that of a plain search", () => {
  fc.assert(
    fc.property(inputs, fc.nat(7), fc.nat(7), ({ classes, pairs, order }, from, to) => {
      const counts = confusionMatrix({
        labels: pairs.map(([label]) => label),
        predictions: pairs.map(([, prediction]) => prediction),
        classes,
      });
      const data = matrixData({ names: order.map(String), counts, order });
      const index = new MatrixIndex(data);
      for (let row = 0; row < classes; row++) {
        for (let column = 0; column < classes; column++) {
          const at = index.at(row, column);
          expect(at < 0 ? 0 : data.cells[at].n).toBe(counts.counts[order[row] * classes + order[column]]);
        }
      }
      const [top, bottom] = [Math.min(from, to, classes), Math.min(Math.max(from, to), classes)];
      const seen: number[] = [];
      index.within([top, bottom], [top, bottom], (at) => seen.push(at));
      const inside = (place: number) => place >= top && place < bottom;
      expect(seen).toEqual(
        [...data.cells.keys()].filter((at) => inside(data.cells[at].row) && inside(data.cells[at].column)),
      );
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
