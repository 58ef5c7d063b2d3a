import type { Embeddings } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import golden from "../../goldens/toolkit.json";
import { topKAccuracy } from "../metrics/accuracy.js";
import { softmax, zeroShotLogits } from "./logits.js";
import { zeroShot } from "./zero-shot.js";

const { logitScale, labels, subset } = golden.zeroShot;
const images = matrix(golden.zeroShot.images);
const classifier = matrix(golden.zeroShot.classifier);

function matrix(rows: number[][]): Embeddings {
  return { data: Float32Array.from(rows.flat()), rows: rows.length, cols: rows[0].length };
}

function expectClose(actual: ArrayLike<number>, expected: number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - actual[i])));
  expect(worst).toBeLessThanOrEqual(tolerance);
}

describe("zero-shot classification agrees with PyTorch", () => {
  it("in every logit and every probability", () => {
    const logits = zeroShotLogits(images, classifier, { logitScale });
    expect([logits.rows, logits.cols]).toEqual([images.rows, classifier.rows]);
    expectClose(logits.data, golden.zeroShot.logits.flat(), 1e-5);
    expectClose(softmax(logits).data, golden.zeroShot.probabilities.flat(), 1e-6);
  });

  it("in the five best classes, their order and their probabilities", () => {
    const result = zeroShot(images, classifier, { logitScale, topK: 5 });
    expect(Array.from(result.topK.classes)).toEqual(golden.zeroShot.topClasses.flat());
    expectClose(result.topK.probabilities, golden.zeroShot.topProbabilities.flat(), 1e-6);
    expect(Array.from(result.predictions)).toEqual(golden.zeroShot.topClasses.map((row) => row[0]));
    expectClose(
      result.confidences,
      golden.zeroShot.topProbabilities.map((row) => row[0]),
      1e-6,
    );
    expect(result.scored).toBeUndefined();
  });

  it("when only a subset of classes competes, with indices of the whole classifier", () => {
    const result = zeroShot(images, classifier, { logitScale, topK: 4, classes: subset });
    expect(Array.from(result.topK.classes)).toEqual(golden.zeroShot.subsetClasses.flat());
    expectClose(result.topK.probabilities, golden.zeroShot.subsetProbabilities.flat(), 1e-6);
    expect(Array.from(result.scored ?? [])).toEqual(subset);
  });

  it("and with scikit-learn in top-1 and top-5 accuracy", () => {
    const { topK } = zeroShot(images, classifier, { logitScale });
    expect(topKAccuracy({ topK, labels }, { k: 1 })).toBeCloseTo(golden.zeroShot.top1, 12);
    expect(topKAccuracy({ topK, labels })).toBeCloseTo(golden.zeroShot.top5, 12);
  });
});

describe("zero-shot edge cases", () => {
  const one: Embeddings = { data: new Float32Array([1, 0]), rows: 1, cols: 2 };

  it("gives a tie to the class with the lower index", () => {
    const twins: Embeddings = { data: new Float32Array([0, 1, 1, 0, 1, 0]), rows: 3, cols: 2 };
    expect(Array.from(zeroShot(one, twins, { logitScale: 100 }).topK.classes)).toEqual([1, 2, 0]);
    expect(Array.from(zeroShot(one, twins, { logitScale: 100, topK: 1 }).predictions)).toEqual([1]);
  });

  it("keeps no more classes than there are, and needs no images", () => {
    expect(zeroShot(one, one, { logitScale: 100 }).topK.k).toBe(1);
    expect(zeroShot({ data: new Float32Array(0), rows: 0, cols: 2 }, one, { logitScale: 100 }).rows).toBe(0);
  });

  it("says what is wrong with its input", () => {
    const none: Embeddings = { data: new Float32Array(0), rows: 0, cols: 2 };
    const wide: Embeddings = { data: new Float32Array(3), rows: 1, cols: 3 };
    const broken: Embeddings = { data: new Float32Array([1, 0, Number.NaN, 0]), rows: 2, cols: 2 };
    expect(() => zeroShot(one, none, { logitScale: 100 })).toThrow(
      expect.objectContaining({ code: "empty-classes" }),
    );
    expect(() => zeroShot(one, one, { logitScale: 100, classes: [] })).toThrow(/no classes/);
    expect(() => zeroShot(wide, one, { logitScale: 100 })).toThrow(/3 columns and classifier have 2/);
    expect(() => zeroShot(broken, one, { logitScale: 100 })).toThrow(/row 1 has a non-finite logit/);
    expect(() => zeroShot(one, one, { logitScale: 0 })).toThrow(/logitScale is 0/);
    expect(() => zeroShot(one, one, { logitScale: 100, topK: 0 })).toThrow(/topK is 0/);
    expect(() => zeroShot(one, one, { logitScale: 100, classes: [1] })).toThrow(/class 1 is not one of/);
    expect(() => zeroShot(one, one, { logitScale: 100, classes: [0, 0] })).toThrow(/class 0 is listed twice/);
    expect(() => zeroShot({ ...one, rows: 2 }, one, { logitScale: 100 })).toThrow(
      /2 rows of 2 need 4 values/,
    );
  });
});
