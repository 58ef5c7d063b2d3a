import { describe, expect, it, test } from "vitest";
import golden from "../../goldens/probes.json";
import { biasProbe } from "../bias-probe.js";
import { nameClusters } from "../finding/cluster-names.js";
import { findDisagreement } from "../finding/disagreement.js";
import { combineQuery } from "../finding/query.js";
import { findUnfamiliar } from "../finding/unfamiliar.js";
import { alignment, uniformity } from "../geometry/alignment-uniformity.js";
import { linearCka } from "../geometry/cka.js";
import { modalityGap } from "../geometry/modality-gap.js";
import { meanAveragePrecision } from "../metrics/average-precision.js";
import { confusionMatrix, rollUpConfusion } from "../metrics/confusion.js";
import { proportion } from "../metrics/intervals.js";
import { macroF1, meanPerClassRecall, perClassMetrics } from "../metrics/per-class.js";
import { brierScore, negativeLogLikelihood } from "../metrics/proper-scores.js";
import { nearestTo } from "../neighbors/knn.js";
import { classMeansExperiment } from "../probes/class-means.js";
import { fineTunedHeadExperiment } from "../probes/fine-tune.js";
import { linearLogits, predictLinear, zeroShotHead } from "../probes/linear.js";
import { lambdaSweepExperiment, sweepRegularization } from "../probes/sweep.js";
import { testAccuracyExperiment } from "../probes/test-accuracy.js";
import { fitPca, projectPca } from "../projection/pca.js";
import { placeInMap } from "../projection/place.js";
import { continuity, neighborhoodPreservation, trustworthiness } from "../projection/quality.js";
import { embedTemplates, ensembleOf } from "../prompts/ensemble.js";
import { lintClassNames } from "../prompts/lint.js";
import { randomWordEnsembles, scoreRandomWords } from "../prompts/random-words.js";
import { retrievalMeanAveragePrecision } from "../retrieval/recall.js";
import { accuracyByShift } from "../robustness/accuracy-by-shift.js";
import { calibrationByShift } from "../robustness/calibration-by-shift.js";
import { corruptionErrors } from "../robustness/corruption-error.js";
import { scoreUnderShift } from "../robustness/hits-under-shift.js";
import { logitLineBand } from "../robustness/line-band.js";
import { expit, fitLogitLine, logit } from "../robustness/logit-line.js";
import { robustnessByShift } from "../robustness/robustness-by-shift.js";
import { wiseFtCurve, wiseFtCurveExperiment } from "../robustness/wise-ft.js";
import { labeledSet } from "../splits.js";
import { softmax, zeroShotExperiment } from "../zero-shot/index.js";
import { diffManifests } from "./diff.js";
import { EXPERIMENTS, experimentOf } from "./experiments.js";
import { fingerprint } from "./fingerprint.js";
import { addRun, emptyHistory, type RunHistory, testLooks } from "./history.js";
import { type About, record, rerun } from "./record.js";

const matrix = (rows: number[][]) => ({
  data: Float32Array.from(rows.flat()),
  rows: rows.length,
  cols: rows[0].length,
});
const { classes, trainLabels, validationLabels } = golden.sweep;
const train = labeledSet("train", matrix(golden.sweep.train), trainLabels, classes);
const validation = labeledSet("validation", matrix(golden.sweep.validation), validationLabels, classes);
const about: About = {
  model: { name: "mini", dtype: "float32", backend: "wasm" },
  dataset: { name: "renditions/noto", hash: "ab".repeat(32), rows: 160 },
  versions: { "@clipscope/toolkit": "0.1.0" },
};
const head = zeroShotHead(matrix(golden.sweep.train.slice(0, 5)), { logitScale: 2 });

describe("a recorded run", () => {
  it("gives the method's result, and a manifest that survives JSON and gives it again", async () => {
    const { result, manifest } = await record(
      lambdaSweepExperiment,
      { train, validation },
      { refit: false },
      about,
    );
    const plain = await sweepRegularization(train, validation, { refit: false });
    expect(result).toEqual(plain);
    expect(manifest).toMatchObject({ ...about, kind: "lambda-sweep", options: { refit: false } });
    const read: typeof manifest = JSON.parse(JSON.stringify(manifest));
    expect(read).toEqual(manifest);
    expect(read).not.toHaveProperty("seed");
    const again = await rerun(
      lambdaSweepExperiment,
      read,
      { train, validation },
      { versions: { "@clipscope/toolkit": "0.2.0" } },
    );
    expect(again.same).toBe(true);
    expect(again.result).toEqual(result);
    expect(diffManifests(manifest, again.manifest)).toEqual([
      { path: "versions.@clipscope/toolkit", before: "0.1.0", after: "0.2.0" },
    ]);
  });

  it("records a seed that was not given, and is the same with it and another with another", async () => {
    const training = { epochs: 2, batchSize: 20 };
    const first = await record(fineTunedHeadExperiment, { train, head }, training, about);
    expect(first.manifest).toMatchObject({ seed: 42, options: { seed: 42, ...training } });
    const same = await record(fineTunedHeadExperiment, { train, head }, { ...training, seed: 42 }, about);
    expect(same.manifest.result).toBe(first.manifest.result);
    const other = await record(fineTunedHeadExperiment, { train, head }, { ...training, seed: 43 }, about);
    expect(other.manifest.result).not.toBe(first.manifest.result);
    expect(diffManifests(first.manifest, other.manifest).map(({ path }) => path)).toEqual([
      "seed",
      "options.seed",
      "result",
    ]);
  });

  it("is not run again on other data, and says which differ", async () => {
    const { manifest } = await record(classMeansExperiment, { train }, { metric: "cosine" }, about);
    const fewer = {
      ...train,
      labels: train.labels.map((label, row) => (row === 7 ? (label + 1) % classes : label)),
    };
    await expect(rerun(classMeansExperiment, manifest, { train: fewer })).rejects.toThrow(
      /Inputs that differ from the manifest's: train/,
    );
    await expect(rerun(lambdaSweepExperiment, manifest, { train, validation })).rejects.toThrow(
      /The manifest is for "class-means", not "lambda-sweep"/,
    );
    expect(() => experimentOf("tea leaves")).toThrow(/no experiment "tea leaves". There are: zero-shot/);
    await expect(record("lambda-sweep" as never, {}, {}, about)).rejects.toThrow(
      /An experiment is an object/,
    );
  });

  it("leaves out how it was carried out, and refuses what JSON cannot hold", async () => {
    const seen: number[] = [];
    const { manifest } = await record(
      lambdaSweepExperiment,
      { train, validation },
      { refit: false, onProgress: ({ done }) => seen.push(done), signal: new AbortController().signal },
      about,
    );
    expect(seen.length).toBeGreaterThan(5);
    expect(manifest.options).toEqual({ refit: false });
    await expect(
      record(lambdaSweepExperiment, { train, validation }, { score: () => 1 }, about),
    ).rejects.toThrow(/option score cannot be recorded/);
    const images = train.embeddings;
    const subset = { logitScale: 10, classes: Int32Array.of(2, 0) };
    const shown = await record(
      zeroShotExperiment,
      { images, classifier: matrix(golden.sweep.train.slice(0, 4)) },
      subset,
      about,
    );
    expect(shown.manifest.options).toEqual({ logitScale: 10, classes: [2, 0] });
    expect(shown.manifest.testSplits).toEqual([]);
  });
});

describe("every experiment", async () => {
  const images = train.embeddings;
  const texts = matrix(golden.sweep.train.slice(0, classes));
  const turned = matrix(golden.sweep.train.map((row) => row.toReversed()));
  const other = { ...head, weights: head.weights.map((weight, i) => weight + (i % 3) / 10) };
  const test = labeledSet("test", matrix(golden.sweep.validation), validationLabels, classes);
  const map = {
    x: images.data.filter((_, i) => i % 12 === 0),
    y: images.data.filter((_, i) => i % 12 === 1),
  };
  const xs = [0.2, 0.4, 0.6, 0.8];
  const baseline = xs.map((x) => ({ x, y: expit(0.8 * logit(x) - 0.5) }));
  const study = {
    reference: { id: "clean", label: "clean", images: 200 },
    shifts: [{ id: "sketch" }],
    baseline: baseline.map(({ x, y }, i) => ({ name: `${i}`, accuracy: { clean: x, sketch: y } })),
    models: [{ name: "ours", accuracy: { clean: 0.5, sketch: 0.7 } }],
  };
  const errors = [{ fog: [0.8, 0.6] }, { fog: [0.4, 0.2] }];
  const groups = trainLabels.map((label) => (label % 2 ? "odd" : "even"));
  const designs = [
    { name: "all", classifier: texts, categories: [...texts.data.keys()].slice(0, classes).map(String) },
  ];
  const shifts = [{ shift: "noto", logits: linearLogits(head, images), labels: trainLabels }];
  const results = [{ shift: "noto", predictions: predictLinear(head, images), labels: trainLabels }];
  const first = { predictions: trainLabels };
  const second = { predictions: predictLinear(head, images) };
  const words = ["one", "two", "three", "four", "five"];
  const clusters = { labels: trainLabels, words, wordEmbeddings: texts };
  /** A text becomes the training row of its class, turned by its length. */
  const embedTexts = async (prompts: string[]) =>
    matrix(
      prompts.map((text) => {
        const row = golden.sweep.train[words.findIndex((word) => text.includes(word))];
        return [...row.slice(text.length % 3), ...row.slice(0, text.length % 3)];
      }),
    );
  const control = { repetitions: 3, pairs: 2, seed: 5, words: ["tin", "harbour", "fern"] };
  const ensembles = await randomWordEnsembles(embedTexts, words.slice(0, classes), control);
  const byLabel = {
    queries: texts,
    queryLabels: trainLabels.slice(0, classes),
    gallery: images,
    galleryLabels: trainLabels,
  };

  const templates = await embedTemplates(embedTexts, words.slice(0, classes), ["{}", "a {}", "the {}."]);
  const doubled = ["crane", "Crane", ...words.slice(2, classes)];
  const logits = { ...linearLogits(head, images), data: Float32Array.from(linearLogits(head, images).data) };
  const probabilities = softmax(logits);
  const confusion = confusionMatrix({ predictions: second.predictions, labels: trainLabels, classes });
  const upper = Array.from({ length: classes }, (_, c) => c % 2);
  const terms = [
    { embedding: matrix([golden.sweep.train[0]]) },
    { embedding: matrix([golden.sweep.train[1]]), weight: -0.5 },
  ];
  const hits = (name: string, right: (item: number) => boolean) => ({
    name,
    hits: {
      clean: Int8Array.from({ length: 40 }, (_, item) => Number(right(item))),
      sketch: Int8Array.from({ length: 40 }, (_, item) => Number(right(item) && item % 3 > 0)),
    },
  });
  const [weak, strong] = [hits("weak", (item) => item % 2 > 0), hits("strong", (item) => item % 5 > 0)];
  const hitStudy = { reference: "clean", baseline: [weak, strong], supervised: strong };
  const better = hits("better", (item) => item > 3);

  /** Kind, inputs, options, and the method called directly. */
  const runs: Record<string, [inputs: object, options: object, result: unknown]> = {
    "random-word-control": [
      { ensembles, validation },
      control,
      scoreRandomWords(ensembles, validation, control),
    ],
    "class-list": [
      { classNames: doubled, classifier: texts },
      { nearIdentical: 0.5 },
      lintClassNames(doubled, { classifier: texts, nearIdentical: 0.5 }),
    ],
    "prompt-ensemble": [{ embeddings: templates }, { templates: [0, 2] }, ensembleOf(templates, [0, 2])],
    "class-metrics": [
      { predictions: second.predictions, labels: trainLabels, groups: upper },
      { classes, level: 0.9 },
      {
        accuracy: proportion(
          trainLabels.filter((label, row) => label === second.predictions[row]).length,
          trainLabels.length,
          { level: 0.9 },
        ),
        confusion,
        rolledUp: rollUpConfusion(confusion, upper),
        perClass: perClassMetrics(confusion),
        meanPerClassRecall: meanPerClassRecall(confusion),
        macroF1: macroF1(confusion),
      },
    ],
    "proper-scores": [
      { logits, labels: trainLabels },
      {},
      {
        brierScore: brierScore({ probabilities, labels: trainLabels }),
        negativeLogLikelihood: negativeLogLikelihood({ logits, labels: trainLabels }),
      },
    ],
    "mean-average-precision": [
      { scores: logits, labels: trainLabels },
      {},
      meanAveragePrecision({ scores: logits, labels: trainLabels }),
    ],
    search: [
      { terms, gallery: images },
      { k: 3, metric: "euclidean" },
      nearestTo(combineQuery(terms), images, 3, { metric: "euclidean" }),
    ],
    "baseline-band": [
      { baseline, xs: [0.3, 0.5] },
      { resamples: 50, seed: 3 },
      logitLineBand(baseline, [0.3, 0.5], { resamples: 50, seed: 3 }),
    ],
    "score-under-shift": [
      { model: better, study: hitStudy },
      { shift: "sketch", resamples: 50, seed: 3 },
      scoreUnderShift(better, hitStudy, "sketch", { resamples: 50, seed: 3 }),
    ],
    "modality-gap": [{ images, texts }, {}, modalityGap({ images, texts })],
    alignment: [{ first: images, second: turned }, { alpha: 1 }, alignment(images, turned, { alpha: 1 })],
    uniformity: [{ embeddings: images }, { t: 3 }, uniformity(images, { t: 3 })],
    "linear-cka": [{ first: images, second: turned }, {}, linearCka(images, turned)],
    "bias-probe": [{ images, groups, designs }, {}, biasProbe(images, groups, designs)],
    "accuracy-by-shift": [{ results }, { level: 0.9 }, accuracyByShift(results, { level: 0.9 })],
    "calibration-by-shift": [
      { shifts },
      { temperature: 2, bins: 5 },
      calibrationByShift(shifts, { temperature: 2, bins: 5 }),
    ],
    "robustness-by-shift": [{ study }, { level: 0.9 }, robustnessByShift(study, { level: 0.9 })],
    "effective-robustness": [
      { baseline, points: [{ x: 0.5, y: 0.7 }] },
      {},
      { line: fitLogitLine(baseline), effective: [expect.closeTo(0.7 - expit(-0.5), 12)] },
    ],
    "gap-closure": [
      { reference: 0.8, supervised: { sketch: 0.4 }, model: { sketch: 0.6 } },
      {},
      { byShift: { sketch: expect.closeTo(0.5, 12) }, ofMeans: expect.closeTo(0.5, 12) },
    ],
    "corruption-errors": [
      { model: errors[0], reference: errors[1], clean: { model: 0.9, reference: 0.6 } },
      {},
      corruptionErrors({ model: errors[0], reference: errors[1], clean: { model: 0.9, reference: 0.6 } }),
    ],
    "wise-ft-curve": [
      { zeroShot: head, fineTuned: other, sets: { noto: validation, later: test } },
      { alphas: [0, 0.5] },
      wiseFtCurve(
        {
          zeroShot: head,
          fineTuned: other,
          sets: [
            { name: "noto", ...validation },
            { name: "later", ...test },
          ],
        },
        { alphas: [0, 0.5] },
      ),
    ],
    "principal-components": [
      { embeddings: images },
      { components: 3, seed: 7 },
      {
        pca: fitPca(images, { components: 3, seed: 7 }),
        positions: projectPca(fitPca(images, { components: 3, seed: 7 }), images),
      },
    ],
    "map-placement": [
      { queries: texts, embeddings: images, map },
      { nEpochs: 5, seed: 7 },
      placeInMap(texts, images, map, { nEpochs: 5, seed: 7 }),
    ],
    "map-quality": [
      { embeddings: images, map },
      { k: 4, metric: "euclidean" },
      {
        trustworthiness: trustworthiness(images, map, { k: 4, metric: "euclidean" }),
        continuity: continuity(images, map, { k: 4, metric: "euclidean" }),
        neighborhoodPreservation: neighborhoodPreservation(images, map, { k: 4, metric: "euclidean" }),
      },
    ],
    "retrieval-by-label": [
      byLabel,
      {},
      retrievalMeanAveragePrecision({
        queries: texts,
        queryLabels: byLabel.queryLabels,
        gallery: images,
        galleryLabels: trainLabels,
      }),
    ],
    disagreement: [{ first, second }, {}, findDisagreement({ first, second })],
    "unfamiliar-images": [
      { embeddings: turned, reference: images },
      { k: 3 },
      findUnfamiliar({ embeddings: turned, reference: images }, { k: 3 }),
    ],
    "cluster-names": [
      { embeddings: images, ...clusters },
      { count: 2 },
      nameClusters({ embeddings: images, labels: trainLabels, words, wordEmbeddings: texts }, { count: 2 }),
    ],
  };

  it.each(Object.entries(runs))(
    "%s: the method's own result, the same from its manifest, not from other inputs",
    async (kind, [inputs, options, expected]) => {
      const experiment = experimentOf(kind);
      const { result, manifest } = await record(experiment, inputs, options, about);
      expect(result).toEqual(expected);
      expect(manifest.options).toEqual(options);
      const read: typeof manifest = JSON.parse(JSON.stringify(manifest));
      expect((await rerun(experiment, read, inputs)).same).toBe(true);
      const [name] = Object.keys(inputs);
      await expect(rerun(experiment, read, { ...inputs, [name]: [] })).rejects.toThrow(
        `Inputs that differ from the manifest's: ${name}.`,
      );
    },
  );

  it("counts the test split among the sets of a WiSE-FT curve as looked at, and validation not", async () => {
    const inputs = { zeroShot: head, fineTuned: other, sets: { noto: validation, later: test } };
    const { manifest } = await record(wiseFtCurveExperiment, inputs, {}, about);
    const { manifest: scored } = await record(testAccuracyExperiment, { test, head }, {}, about);
    expect(manifest.testSplits).toEqual(scored.testSplits);
    expect(testLooks({ runs: [manifest, scored] })).toMatchObject([{ looks: 2 }]);
    const chosen = await record(wiseFtCurveExperiment, { ...inputs, sets: { noto: validation } }, {}, about);
    expect(chosen.manifest.testSplits).toEqual([]);
  });
});

test("experiments have ASCII ids, each its own", () => {
  const ids = EXPERIMENTS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
});

describe("a history of runs", () => {
  it("counts looks at a test split, whatever model embeds it, and a run done again once", async () => {
    const rows = golden.sweep.validation;
    const test = labeledSet("test", matrix(rows), validationLabels, classes);
    const otherModel = labeledSet(
      "test",
      matrix(rows.map((row) => row.toReversed())),
      validationLabels,
      classes,
    );
    const first = await record(testAccuracyExperiment, { test, head }, {}, about);
    const second = await record(testAccuracyExperiment, { test: otherModel, head }, {}, about);
    const elsewhere = {
      ...about,
      dataset: { ...about.dataset, name: "renditions/twemoji", hash: "cd".repeat(32) },
    };
    const third = await record(testAccuracyExperiment, { test, head }, {}, elsewhere);
    const chosen = await record(lambdaSweepExperiment, { train, validation }, { refit: false }, about);
    let history: RunHistory = emptyHistory;
    const looks = () => testLooks(history).map(({ dataset, looks }) => [dataset, looks]);
    for (const run of [chosen, first, await rerun(testAccuracyExperiment, first.manifest, { test, head })]) {
      history = addRun(history, run.manifest);
    }
    expect(looks()).toEqual([["renditions/noto", 1]]);
    for (const run of [second, third]) history = addRun(history, run.manifest);
    history = JSON.parse(JSON.stringify(history));
    expect(looks()).toEqual([
      ["renditions/noto", 2],
      ["renditions/twemoji", 1],
    ]);
    expect(testLooks(history)[0].message).toMatch(/used 2 times/);
    expect(emptyHistory.runs).toEqual([]);
    expect(first.result.accuracy).toMatchObject({ n: 100, method: "wilson" });
  });
});

describe("a fingerprint", () => {
  it("is of the contents: order of keys and undefined ones don't count, everything else does", async () => {
    const one = await fingerprint({ a: 1, b: [1, "x"], c: undefined });
    expect(await fingerprint({ b: [1, "x"], a: 1 })).toBe(one);
    const values = [
      { a: 1, b: [1, "y"] },
      { a: 1, b: ["1", "x"] },
      { a: 1, b: [[1, "x"]] },
      [1, "x"],
      Float32Array.of(1, 2),
      Float64Array.of(1, 2),
      Int32Array.of(1, 2),
      [1, 2],
      0,
      -0,
      "0",
      null,
      Number.NaN,
      new Map([[1, 2]]),
    ];
    const all = await Promise.all(values.map((value) => fingerprint(value)));
    expect(new Set([one, ...all]).size).toBe(values.length + 1);
    const buffer = Float32Array.of(9, 1, 2, 9);
    expect(await fingerprint(buffer.subarray(1, 3))).toBe(all[4]);
    await expect(fingerprint({ f: () => 1 }, "options")).rejects.toThrow(/options.f is a function/);
    await expect(fingerprint([() => 1])).rejects.toThrow(/value\[0\] is a function/);
  });
});
