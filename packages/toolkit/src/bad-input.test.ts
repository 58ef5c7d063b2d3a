import { describe, expect, it } from "vitest";
import * as T from "./index.js";

const matrix = (...rows: number[][]) => ({
  data: Float32Array.from(rows.flat()),
  rows: rows.length,
  cols: rows[0].length,
});
const points = matrix([1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9], [0.5, 0.5], [0.4, 0.6]);
const broken = matrix([1, 0], [Number.NaN, 1]);
const head = T.zeroShotHead(matrix([1, 0], [0, 1]), { logitScale: 10 });
const nan = new Float32Array(6).fill(Number.NaN);
const cell = (x: unknown) => x as never;
const train = T.labeledSet("train", points, [0, 0, 1, 1, 0, 1], 2);
const validation = T.labeledSet("validation", matrix([1, 0.1], [0.1, 1]), [0, 1], 2);
const about = {
  model: { name: "mini", dtype: "float32", backend: "wasm" },
  dataset: { name: "points", hash: "ab", rows: 6 },
  versions: {},
};

describe("what is not a number is never scored", () => {
  it.each<[string, () => unknown, RegExp]>([
    ["an embedding", () => T.predictLinear(head, broken), /embeddings: row 1 holds NaN/],
    [
      "a head",
      () => T.predictLinear({ ...head, weights: head.weights.map(() => Number.NaN) }, points),
      /not all finite/,
    ],
    ["a classifier", () => T.zeroShot(points, broken, { logitScale: 1 }), /classifier: row 1 holds NaN/],
    [
      "a classifier of a list",
      () => T.lintClassNames(["cat", "dog"], { classifier: broken }),
      /classifier: row 1/,
    ],
    ["a scale", () => T.zeroShotHead(points, { logitScale: cell(undefined) }), /logitScale is undefined/],
    ["a map's quality", () => T.continuity(points, { x: nan, y: nan }, { k: 2 }), /the map: row 0 holds NaN/],
    [
      "a map for new points",
      () => T.placeInMap(points, points, { x: nan, y: nan }),
      /the map: row 0 holds NaN/,
    ],
    [
      "a run's score",
      () => T.pairedBootstrap({ first: [0, Number.NaN], second: [1, 1] }),
      /scores of row 1 are NaN and 1/,
    ],
    ["a logit", () => T.negativeLogLikelihood({ logits: broken, labels: [0, 1] }), /logits: row 1 holds NaN/],
    ["a power", () => T.uniformity(points, { t: cell({ t: 2 }) }), /t is \[object Object\]/],
    ["a seed", () => T.bootstrapInterval(3, () => 1, { seed: Number.NaN }), /seed is NaN/],
  ])("%s", (_, run, message) => {
    expect(run).toThrow(message);
  });
});

describe("an option that there is not is refused by name", () => {
  it.each<[string, () => unknown]>([
    ["method", () => T.proportion(3, 10, { method: cell("Wilson") })],
    ["method", () => T.mcNemar({ first: [1], second: [0], labels: [1] }, { method: cell("chi2") })],
    ["by", () => T.reliabilityCurve({ confidences: [0.5], correct: [1] }, { by: cell("quantile") })],
    ["metric", () => T.nearestNeighbors(points, 2, { metric: cell("l2") })],
    ["metric", () => T.nearestTo(points, points, 2, { metric: cell("cos") })],
    ["metric", () => T.trustworthiness(points, { x: nan, y: nan }, { k: 2, metric: cell("l2") })],
    ["metric", () => T.classMeans(train, { metric: cell("l2") })],
    ["weights", () => T.knnPredict(train, points, 2, { weights: cell("distance") })],
    ["split", () => T.labeledSet(cell("val"), points, [0, 0, 0, 0, 0, 0], 1)],
  ])("%s", (name, run) => {
    expect(run).toThrow(new RegExp(`^${name} is ".+": it must be "`));
  });

  it("also where the method takes its time", async () => {
    await expect(T.hdbscan(points, { selection: cell("leafs") })).rejects.toThrow(/selection is "leafs"/);
    await expect(T.hdbscan(points, { minClusterSize: 7 })).rejects.toThrow(/minClusterSize is 7.* 6 rows/);
    await expect(T.findNeighbors(points, 2, { workers: 2.5 })).rejects.toThrow(/workers is 2.5/);
    await expect(T.fineTuneHead(head, train, { learningRate: Number.NaN })).rejects.toThrow(
      /learningRate is NaN/,
    );
    await expect(
      T.fitTipAdapter(train, validation, matrix([1, 0], [0, 1]), { alphas: [Number.NaN] }),
    ).rejects.toThrow(/must be numbers, but there is NaN/);
  });
});

describe("what would give a figure of something else is refused", () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      "names for indices",
      () => T.zeroShot(points, points, { logitScale: 1, classes: cell(["cat"]) }),
      /class cat is not one of/,
    ],
    [
      "marks beside 0 and 1",
      () => T.averagePrecision({ scores: [3, 2, 1], relevant: [-1, 0, 1] }),
      /Row 0 is marked -1/,
    ],
    [
      "no rows",
      () => T.meanAveragePrecision({ scores: { data: new Float32Array(0), rows: 0, cols: 3 }, labels: [] }),
      /nothing to score/,
    ],
    [
      "too few scores",
      () => T.brierScore({ probabilities: { data: new Float32Array(3), rows: 2, cols: 2 }, labels: [0, 0] }),
      /need 4 values/,
    ],
    ["a bare array", () => T.softmax(cell(new Float32Array(4))), /a matrix is \{ data, rows, cols \}/],
    [
      "no texts",
      () =>
        T.retrievalRecall({
          images: points,
          texts: { ...points, data: new Float32Array(0), rows: 0 },
          imageOfText: [],
        }),
      /texts is empty/,
    ],
    [
      "a recall at 0",
      () =>
        T.retrievalRecall({ images: points, texts: points, imageOfText: [0, 1, 2, 3, 4, 5] }, { ks: [0] }),
      /ks holds 0/,
    ],
    [
      "one kind of two",
      () => T.corruptionErrors({ model: { fog: [0.5] }, reference: { fog: [0.4], snow: [0.4] } }),
      /snow: the model has 0 severities/,
    ],
    [
      "a perfect reference",
      () => T.corruptionErrors({ model: { fog: [0.5] }, reference: { fog: [1] } }),
      /fog: the reference model loses nothing/,
    ],
    ["no kinds", () => T.corruptionErrors({ model: {}, reference: {} }), /at least one kind/],
    [
      "a negative probability",
      () => T.findLabelErrors({ probabilities: matrix([1.5, -0.5]), labels: [0] }),
      /probability of -0.5/,
    ],
    [
      "two rows of an item",
      () => T.hitsFromPredictions({ predictions: [1, 1], labels: [1, 0], items: [4, 4], count: 9 }),
      /Rows 0 and 1 both have item 4/,
    ],
    [
      "two sets of a name",
      () =>
        T.wiseFtCurve({
          zeroShot: head,
          fineTuned: head,
          sets: [
            { name: "a", embeddings: points, labels: train.labels },
            { name: "a", embeddings: points, labels: train.labels },
          ],
        }),
      /Two sets are named a/,
    ],
    [
      "nobody",
      () => T.biasProbe({ ...points, data: new Float32Array(0), rows: 0 }, [], []),
      /images is empty/,
    ],
    ["names of a class", () => T.fillTemplates([["cat", ""]], ["{}"]), /class name is ""/],
    [
      "a label as a text",
      () => T.labeledSet("train", points, cell(["1", 0, 0, 0, 0, 0]), 2),
      /label of row 0 is "1"/,
    ],
  ])("%s", (_, run, message) => {
    expect(run).toThrow(message);
  });

  it("in records too", async () => {
    const test = cell(train) as T.LabeledSet<"test">;
    await expect(T.record(T.testAccuracyExperiment, { test, head }, {}, about)).rejects.toThrow(
      /Expected the test split/,
    );
    await expect(T.record(T.classMeansExperiment, { train }, {}, cell(undefined))).rejects.toThrow(
      /about is missing/,
    );
    await expect(T.fingerprint(new Date(1))).rejects.toThrow(/value is a Date/);
    expect(() => T.addRun(T.emptyHistory, cell({ result: 1, manifest: {} }))).toThrow(/Not a manifest/);
  });
});

it("where a resample has no answer, another is drawn", () => {
  const relevant = [0, 0, 0, 0, 1, 0, 0];
  const [low, high] = T.bootstrapInterval(7, (rows) =>
    T.averagePrecision({
      scores: Array.from(rows, (row) => row),
      relevant: Array.from(rows, (row) => relevant[row]),
    }),
  );
  expect(low).toBeGreaterThan(0);
  expect(high).toBeLessThanOrEqual(1);
  expect(() => T.bootstrapInterval(3, () => undefined)).toThrow(/undefined on 1000 consecutive resamples/);
  expect(() => T.bootstrapInterval(3, () => Number.NaN)).toThrow(/statistic is NaN: return undefined/);
});

it("rows of zeros are at their distance from others", () => {
  // Squared distances after normalization: 1, and 0 between two rows of zeros.
  expect(T.uniformity(matrix([1, 0], [0, 0]))).toBeCloseTo(-2, 12);
  expect(T.uniformity(matrix([0, 0], [0, 0]))).toBeCloseTo(0, 12);
});

describe("arguments and options are known by name", () => {
  it("two arrays in a row are refused, and so is an object that lacks one", () => {
    expect(() => T.accuracy(cell(Int32Array.of(0, 1)))).toThrow(
      "accuracy takes named arguments, { predictions, labels }, in one object.",
    );
    expect(() => T.confusionMatrix(cell({ predictions: [0], labels: [0] }))).toThrow(
      /but classes is missing/,
    );
    expect(() => T.corruptionErrors(cell({ model: {}, reference: {}, claen: 1 }))).toThrow(
      /no option "claen"/,
    );
  });

  it("more may be given than is asked for, so that results can be passed on", () => {
    const scores = T.zeroShot(points, points, { logitScale: 1 });
    expect(T.accuracy({ ...scores, labels: scores.predictions })).toBe(1);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      "a bare threshold",
      () => T.nearDuplicates(points, cell(0.9)),
      /nearDuplicates takes its options as an object/,
    ],
    [
      "a misspelling",
      () => T.nearDuplicates(points, cell({ treshold: 0.9 })),
      /no option "treshold". Its options are threshold/,
    ],
    [
      "k in the options",
      () => T.nearestNeighbors(points, 2, cell({ k: 2 })),
      /nearestNeighbors has no option "k"/,
    ],
    [
      "a bare level",
      () => T.wilsonInterval(1, 2, cell(0.9)),
      /wilsonInterval takes its options as an object/,
    ],
    ["a bare scale", () => T.zeroShotLogits(points, points, cell(100)), /zeroShotLogits takes its options/],
  ])("%s", (_, run, message) => {
    expect(run).toThrow(message);
  });

  it("also where a promise is returned", async () => {
    const unknown = cell({ neighbours: 5 });
    for (const run of [
      () => T.fitUmap(points, unknown),
      () => T.hdbscan(points, unknown),
      () => T.findNeighbors(points, 2, unknown),
      () => T.fitLogisticRegression(train, unknown),
      () => T.ensembleClassifier(cell(undefined), ["cat"], ["{}"], unknown),
    ]) {
      await expect(run()).rejects.toThrow(/has no option "neighbours"/);
    }
  });
});

it("a linear probe that would not fit in memory is refused before it is fitted", async () => {
  const classes = 60_000;
  const rows = 2 * classes;
  const embeddings = { data: new Float32Array(rows * 2).fill(1), rows, cols: 2 };
  const many = T.labeledSet(
    "train",
    embeddings,
    Int32Array.from({ length: rows }, (_, row) => row % classes),
    classes,
  );
  await expect(T.fitLogisticRegression(many)).rejects.toMatchObject({
    code: "bad-argument",
    message: expect.stringMatching(/120000 rows and 60000 classes would take 54 GiB.*k nearest neighbors/),
  });
});
