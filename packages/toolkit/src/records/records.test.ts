import { describe, expect, it } from "vitest";
import golden from "../../goldens/probes.json";
import { zeroShotHead } from "../probes/linear.js";
import { sweepRegularisation } from "../probes/sweep.js";
import { labelledSet } from "../splits.js";
import { diffManifests } from "./diff.js";
import { fingerprint } from "./fingerprint.js";
import { addRun, emptyHistory, type RunHistory, testLooks } from "./history.js";
import { type About, record, rerun } from "./record.js";

const matrix = (rows: number[][]) => ({
  data: Float32Array.from(rows.flat()),
  rows: rows.length,
  cols: rows[0].length,
});
const { classes, trainLabels, validationLabels } = golden.sweep;
const train = labelledSet("train", matrix(golden.sweep.train), trainLabels, classes);
const validation = labelledSet("validation", matrix(golden.sweep.validation), validationLabels, classes);
const about: About = {
  model: { name: "mini", dtype: "float32", backend: "wasm" },
  dataset: { name: "renditions/noto", hash: "ab".repeat(32), rows: 160 },
  versions: { "@clipscope/toolkit": "0.1.0" },
};
const head = zeroShotHead(matrix(golden.sweep.train.slice(0, 5)), 2);

describe("a recorded run", () => {
  it("gives the method's result, and a manifest that survives JSON and gives it again", async () => {
    const { result, manifest } = await record("sweep of λ", { train, validation }, { refit: false }, about);
    const plain = await sweepRegularisation(train, validation, { refit: false });
    expect(result).toEqual(plain);
    expect(manifest).toMatchObject({ ...about, kind: "sweep of λ", seed: null, options: { refit: false } });
    const read: typeof manifest = JSON.parse(JSON.stringify(manifest));
    expect(read).toEqual(manifest);
    const again = await rerun(read, { train, validation }, { versions: { "@clipscope/toolkit": "0.2.0" } });
    expect(again.same).toBe(true);
    expect(again.result).toEqual(result);
    expect(diffManifests(manifest, again.manifest)).toEqual([
      { path: "versions.@clipscope/toolkit", before: "0.1.0", after: "0.2.0" },
    ]);
  });

  it("records a seed that was not given, and is the same with it and another with another", async () => {
    const training = { epochs: 2, batchSize: 20 };
    const first = await record("fine-tuned head", { train, head }, training, about);
    expect(first.manifest).toMatchObject({ seed: 42, options: { seed: 42, ...training } });
    const same = await record("fine-tuned head", { train, head }, { ...training, seed: 42 }, about);
    expect(same.manifest.result).toBe(first.manifest.result);
    const other = await record("fine-tuned head", { train, head }, { ...training, seed: 43 }, about);
    expect(other.manifest.result).not.toBe(first.manifest.result);
    expect(diffManifests(first.manifest, other.manifest).map(({ path }) => path)).toEqual([
      "seed",
      "options.seed",
      "result",
    ]);
  });

  it("is not run again on other data, and says which differ", async () => {
    const { manifest } = await record("class means", { train }, { metric: "cosine" }, about);
    const fewer = {
      ...train,
      labels: train.labels.map((label, row) => (row === 7 ? (label + 1) % classes : label)),
    };
    await expect(rerun(manifest, { train: fewer })).rejects.toThrow(/Not the inputs of the manifest: train/);
    const unknown = { ...manifest, kind: "tea leaves" } as unknown as typeof manifest;
    await expect(rerun(unknown, { train })).rejects.toThrow(/no kind "tea leaves". There are: zero-shot/);
  });

  it("leaves out how it was carried out, and refuses what JSON cannot hold", async () => {
    const seen: number[] = [];
    const { manifest } = await record(
      "sweep of λ",
      { train, validation },
      { refit: false, onProgress: ({ done }) => seen.push(done), signal: new AbortController().signal },
      about,
    );
    expect(seen.length).toBeGreaterThan(5);
    expect(manifest.options).toEqual({ refit: false });
    await expect(record("sweep of λ", { train, validation }, { score: () => 1 }, about)).rejects.toThrow(
      /option score cannot be recorded/,
    );
    const images = train.embeddings;
    const subset = { logitScale: 10, classes: Int32Array.of(2, 0) };
    const shown = await record(
      "zero-shot",
      { images, classifier: matrix(golden.sweep.train.slice(0, 4)) },
      subset,
      about,
    );
    expect(shown.manifest.options).toEqual({ logitScale: 10, classes: [2, 0] });
    expect(shown.manifest.testSplits).toEqual([]);
  });
});

describe("a history of runs", () => {
  it("counts looks at a test split, whatever model embeds it, and a run done again once", async () => {
    const rows = golden.sweep.validation;
    const test = labelledSet("test", matrix(rows), validationLabels, classes);
    const otherModel = labelledSet(
      "test",
      matrix(rows.map((row) => row.toReversed())),
      validationLabels,
      classes,
    );
    const first = await record("test accuracy", { test, head }, {}, about);
    const second = await record("test accuracy", { test: otherModel, head }, {}, about);
    const elsewhere = {
      ...about,
      dataset: { ...about.dataset, name: "renditions/twemoji", hash: "cd".repeat(32) },
    };
    const third = await record("test accuracy", { test, head }, {}, elsewhere);
    const chosen = await record("sweep of λ", { train, validation }, { refit: false }, about);
    let history: RunHistory = emptyHistory;
    const looks = () => testLooks(history).map(({ dataset, looks }) => [dataset, looks]);
    for (const run of [chosen, first, await rerun(first.manifest, { test, head })]) {
      history = addRun(history, run.manifest);
    }
    expect(looks()).toEqual([["renditions/noto", 1]]);
    for (const run of [second, third]) history = addRun(history, run.manifest);
    history = JSON.parse(JSON.stringify(history));
    expect(looks()).toEqual([
      ["renditions/noto", 2],
      ["renditions/twemoji", 1],
    ]);
    expect(testLooks(history)[0].message).toMatch(/looked at 2 times/);
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
