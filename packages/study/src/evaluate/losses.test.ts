import fc from "fast-check";
import { expect, test } from "vitest";
import { type Judged, lossOf, pairedHits, shiftLosses } from "./losses.js";

const judged = (images: readonly [row: number, label: number, right: number][]): Judged => ({
  rows: Int32Array.from(images, ([row]) => row),
  labels: Int32Array.from(images, ([, label]) => label),
  right: Uint8Array.from(images, ([, , right]) => right),
});

test("with one image a class, an image is lost if its class is right before the shift and wrong under it", () => {
  const before = judged([
    [0, 5, 1],
    [1, 6, 1],
    [2, 7, 0],
    [3, 8, 1],
  ]);
  const after = judged([
    [10, 7, 1],
    [11, 6, 0],
    [12, 5, 1],
    [13, 9, 0],
  ]);
  const { lost, gained, classes } = shiftLosses(before, after);
  expect([...(lost ?? [])]).toEqual([11]);
  expect([...(gained ?? [])]).toEqual([10]);
  expect(classes.map((each) => [each.class, lossOf(each)])).toEqual([
    [6, 1],
    [5, 0],
    [7, -1],
  ]);
  expect(pairedHits(before, after)).toEqual({
    reference: Int8Array.of(-1, -1, -1, -1, -1, 1, 1, 0, 1, -1),
    shift: Int8Array.of(-1, -1, -1, -1, -1, 1, 0, 1, -1, 0),
  });
});

test("with several images a class, images are not paired unless the items are given", () => {
  const [before, after] = [
    judged([
      [0, 1, 1],
      [1, 1, 0],
    ]),
    judged([
      [2, 1, 0],
      [3, 1, 0],
    ]),
  ];
  expect(shiftLosses(before, after)).toEqual({
    classes: [{ class: 1, before: { right: 1, n: 2 }, after: { right: 0, n: 2 } }],
  });
  const items = { before: Int32Array.of(0, 1), after: Int32Array.of(1, 0) };
  const found = shiftLosses({ ...before, items: items.before }, { ...after, items: items.after });
  expect([...(found.lost ?? [])]).toEqual([3]);
});

test("the classes' counts add up to those of the images, in order of the loss", () => {
  const images = fc.array(fc.tuple(fc.nat(99), fc.nat(6), fc.integer({ min: 0, max: 1 })), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(images, images, (first, second) => {
      const { classes } = shiftLosses(judged(first), judged(second));
      const labels = new Set(first.map(([, label]) => label));
      expect(new Set(classes.map((each) => each.class))).toEqual(
        new Set(second.map(([, label]) => label).filter((label) => labels.has(label))),
      );
      for (const { class: label, before, after } of classes) {
        for (const [all, { right, n }] of [[first, before] as const, [second, after] as const]) {
          const own = all.filter(([, each]) => each === label);
          expect([right, n]).toEqual([own.filter(([, , hit]) => hit === 1).length, own.length]);
        }
      }
      const losses = classes.map(lossOf);
      expect(losses).toEqual([...losses].sort((a, b) => b - a));
    }),
  );
});
