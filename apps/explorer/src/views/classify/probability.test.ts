import { softmax } from "@clipscope/toolkit";
import { expect, test } from "vitest";
import { stepsOf } from "./probability.js";

const cosines = [0.21, 0.28, 0.2, 0.279];

test("the softmax is the toolkit's, at any temperature, and the order stays", () => {
  for (const temperature of [0.5, 1, 4]) {
    const steps = stepsOf(cosines, { scale: 100, temperature });
    expect(steps.map((step) => step.class)).toEqual([1, 3, 0, 2]);
    const logits = Float32Array.from(cosines, (cosine) => (100 * cosine) / temperature);
    const expected = softmax({ data: logits, rows: 1, cols: 4 }).data;
    for (const step of steps) expect(step.softmax).toBeCloseTo(expected[step.class], 5);
  }
});

test("with a bias each pair has a probability of its own, and the bias does not change the softmax", () => {
  const plain = stepsOf(cosines, { scale: 100, temperature: 1 });
  const biased = stepsOf(cosines, { scale: 100, bias: -27, temperature: 1 });
  expect(biased.map(({ softmax: share }) => share.toFixed(9))).toEqual(
    plain.map(({ softmax: share }) => share.toFixed(9)),
  );
  expect(biased[0].sigmoid).toBeCloseTo(1 / (1 + Math.exp(-1)), 9);
  expect(plain[0].sigmoid).toBeUndefined();
});
