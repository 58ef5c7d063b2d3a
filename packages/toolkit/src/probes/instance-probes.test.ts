import type { Embeddings } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import golden from "../../goldens/probes.json";
import { accuracy } from "../metrics/accuracy.js";
import { labeledSet } from "../splits.js";
import { classMeans } from "./class-means.js";
import { chooseK, knnPredict } from "./knn-probe.js";
import { predictLinear } from "./linear.js";

function matrix(rows: number[][]): Embeddings {
  return { data: Float32Array.from(rows.flat()), rows: rows.length, cols: rows[0].length };
}

const { classes, labels } = golden.neighbors;
const train = labeledSet("train", matrix(golden.neighbors.train), labels, classes);
const test = matrix(golden.neighbors.test);

describe("the k-NN probe agrees with scikit-learn's KNeighborsClassifier", () => {
  it.each(golden.neighbors.uniform)("$metric, k = $k", ({ metric, k, predictions }) => {
    const options = { metric: metric as "cosine" | "euclidean" };
    expect(Array.from(knnPredict(train, test, k, options))).toEqual(predictions);
  });

  it("with votes weighted by similarity", () => {
    const predictions = knnPredict(train, test, 10, { weights: "softmax" });
    expect(Array.from(predictions)).toEqual(golden.neighbors.softmax);
  });

  it("chooses the best k on validation, the smallest of equals", () => {
    const validation = labeledSet("validation", test, golden.neighbors.testLabels, classes);
    const choice = chooseK(train, validation, { candidates: [500, 20, 2, 5, 1] });
    expect(choice.tried.map(({ k }) => k)).toEqual([1, 2, 5, 20]);
    for (const { k, score } of choice.tried) {
      expect(score).toBe(
        accuracy({ predictions: knnPredict(train, test, k), labels: golden.neighbors.testLabels }),
      );
      expect(score < choice.score || (score === choice.score && k >= choice.k)).toBe(true);
    }
    expect(chooseK(train, validation, { score: () => 1 }).k).toBe(1);
    expect(() => chooseK(train, validation, { candidates: [51] })).toThrow(/None of the candidates/);
    expect(() => knnPredict(train, test, 3, { temperature: 0 })).toThrow(/temperature is 0/);
  });
});

describe("nearest class mean", () => {
  it("by Euclidean distance predicts as scikit-learn's NearestCentroid, and never a class without a row", () => {
    const head = classMeans(train, { metric: "euclidean" });
    expect(Array.from(predictLinear(head, test))).toEqual(golden.neighbors.centroid);
    expect(head.bias[2]).toBe(Number.NEGATIVE_INFINITY);
  });

  it("by cosine has PyTorch's normalized means of normalized rows", () => {
    const head = classMeans(train);
    const present = [0, 1, 3, 4];
    golden.neighbors.cosineMeans.forEach((mean, i) => {
      mean.forEach((value, j) => {
        expect(head.weights[present[i] * head.cols + j]).toBeCloseTo(value, 6);
      });
    });
    expect(Array.from(head.bias)).toEqual([0, 0, Number.NEGATIVE_INFINITY, 0, 0]);
  });
});
