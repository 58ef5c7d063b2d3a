import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { loadClip } from "@clipscope/core";
import { openDataset } from "@clipscope/datasets";
import { fitLogisticRegression, labeledSet, predictLinear } from "@clipscope/toolkit";
import { wilsonInterval } from "@clipscope/toolkit/metrics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  clipscope,
  csvFile,
  csvRows,
  LABELS,
  rankedByHand,
  type SmallStudy,
  smallStudy,
} from "./small-study.js";

let study: SmallStudy;
beforeAll(async () => {
  study = await smallStudy();
});
afterAll(() => rm(study.folder, { recursive: true, force: true }));

const paths = (rows = study.rows) => rows.map(({ path }) => join(study.folder, path));
const labelOf = ({ label }: { label: string }) => LABELS.indexOf(label);

describe("clipscope eval of a relative of ImageNet", () => {
  it("says which classes compete, and records it", async () => {
    const folder = join(study.folder, "wordnet");
    for (const [l, id] of ["n01443537", "n02123045", "n02391049"].entries()) {
      await cp(join(study.flat, LABELS[l]), join(folder, id), { recursive: true });
    }
    const args = ["eval", folder, "--templates", "{}"];
    const subset = await clipscope(args);
    expect(subset.out).toMatch(/among the 3 labeled classes of ImageNet's 1,000 with 1 template/);
    const all = await clipscope([...args, "--vocabulary", "all"]);
    expect(all.out).toMatch(/among all 1,000 classes of ImageNet with 1 template/);
    const { manifest } = JSON.parse((await clipscope([...args, "--json"])).out);
    expect(manifest.options).toMatchObject({ vocabulary: "subset" });
    expect(manifest.classes.count).toBe(3);
  });
});

describe("clipscope eval", () => {
  const templates = ["a photo of a {}.", "the {}"];
  const given = templates.flatMap((template) => ["--templates", template]);

  it("counts what sorting all cosines counts, in all and in each style, with Wilson's interval", async () => {
    const ranked = await rankedByHand(
      study.model,
      paths(),
      LABELS.map((label) => templates.map((template) => template.replace("{}", label))),
    );
    const right = study.rows.map((row, i) => ranked[i][0] === labelOf(row));
    const { code, out } = await clipscope(["eval", study.table, "--model", study.model, "--json", ...given]);
    expect(code).toBe(0);
    const { result, by, manifest } = JSON.parse(out);
    const hits = right.filter(Boolean).length;
    const [low, high] = wilsonInterval(hits, 36);
    expect(result.top1).toMatchObject({ successes: hits, n: 36, low, high, level: 0.95 });
    expect(result.predictions).toEqual(ranked.map(([best]) => best));
    expect(result.classes.map(({ names }: { names: string[] }) => names[0])).toEqual(LABELS);
    expect(by.column).toBe("style");
    for (const [s, style] of ["flat", "rough"].entries()) {
      const own = study.rows.flatMap((row, i) => (row.style === style ? [right[i]] : []));
      expect(by.values[s]).toMatchObject({
        value: style,
        top1: { successes: own.filter(Boolean).length, n: 18 },
      });
    }
    const clip = await loadClip(study.model);
    expect(manifest).toMatchObject({
      kind: "zero-shot",
      model: { hash: clip.hash, engine: "onnx" },
      dataset: { name: "all", rows: 36 },
      templates: { texts: templates },
    });
    clip.dispose();
  });

  it("prints the same figures for people, as CSV, by class, and row by row", async () => {
    const predictions = join(study.folder, "predictions.csv");
    const args = ["eval", study.table, "--model", study.model, "--predictions", predictions];
    const { result } = JSON.parse((await clipscope([...args, "--json"])).out);
    const share = (x: number) => `${(100 * x).toFixed(1)}%`;
    const { out } = await clipscope([...args, "--per-class"]);
    expect(out).toMatch(new RegExp(`^all +36 +${share(result.top1.value)} `, "m"));
    for (const [c, label] of LABELS.entries()) {
      const own = study.rows.flatMap((row, i) => (labelOf(row) === c ? [result.predictions[i] === c] : []));
      expect(out).toMatch(new RegExp(`^${label} +12 +${share(own.filter(Boolean).length / 12)} `, "m"));
    }
    const csv = csvRows((await clipscope([...args, "--csv"])).out);
    expect(csv.map((row) => row.style)).toEqual(["flat", "rough", "all"]);
    expect(Number(csv[2]["top-1"])).toBeCloseTo(result.top1.value, 12);
    const written = await csvFile(predictions);
    expect(written.map(({ key, label }) => [key, label])).toEqual(
      study.rows.map(({ path, label }) => [path, label]),
    );
    expect(written.map(({ prediction }) => LABELS.indexOf(prediction))).toEqual(result.predictions);
    expect(written.filter(({ correct }) => correct === "true")).toHaveLength(result.top1.successes);
  });

  it("takes class folders, only some rows, and other names for labels", async () => {
    const folder = JSON.parse((await clipscope(["eval", study.flat, "--model", study.model, "--json"])).out);
    const where = ["--where", "style=flat", "--where", "split=train,validation,test"];
    const table = JSON.parse(
      (await clipscope(["eval", study.table, "--model", study.model, "--json", ...where])).out,
    );
    expect(folder.result.predictions).toEqual(table.result.predictions);
    expect(table.manifest.options.where).toEqual(["style=flat", "split=train,validation,test"]);
    const renamed = ["--classes", "apple=red fruit,boat,cat"];
    const { result } = JSON.parse(
      (await clipscope(["eval", study.flat, "--model", study.model, "--json", ...renamed])).out,
    );
    const ranked = await rankedByHand(
      study.model,
      paths(study.rows.slice(0, 18)),
      ["red fruit", "boat", "cat"].map((name) => [`a photo of a ${name}.`]),
    );
    expect(result.predictions).toEqual(ranked.map(([best]) => best));
  });

  it("says on one line what computes, which columns were guessed, and nothing with --quiet", async () => {
    const args = ["eval", study.table, "--model", study.model];
    const { err } = await clipscope(args);
    expect(err).toMatch(/^model \([0-9a-f]{12}\) in float32 by the onnx engine on cpu\.$/m);
    expect(err).toContain("The label column is “label” (3 values).");
    expect((await clipscope([...args, "--quiet"])).err).toBe("");
  });

  it("says which words mini has never read, and nothing of the kind about another model", async () => {
    const args = ["eval", study.table, "--templates", "odd {} icon", "--templates", "a Hologram of {}"];
    expect((await clipscope(args)).err).toContain(
      "mini was not trained on “odd”, “hologram”: its embeddings",
    );
    expect((await clipscope([...args, "--model", study.model])).err).not.toContain("not trained on");
  });
});

describe("clipscope probe", () => {
  it("gives the predictions of a plain fit at its λ to train and validation, scored on test", async () => {
    const predictions = join(study.folder, "probe.csv");
    const args = ["probe", study.table, "--model", study.model, "--json", "--predictions", predictions];
    const { code, out } = await clipscope(args);
    expect(code).toBe(0);
    const { result } = JSON.parse(out);
    expect(result.counts).toMatchObject({ train: 18, validation: 6, test: 12 });
    const clip = await loadClip(study.model, { engine: "onnx" });
    const embed = (test: boolean) => {
      const rows = study.rows.filter(({ split }) => (split === "test") === test);
      const how = { features: "preProjection", normalize: false } as const;
      return clip.embedImages(paths(rows), how).then((embedded) => ({ rows, embedded }));
    };
    const learned = await embed(false);
    const tested = await embed(true);
    clip.dispose();
    const set = labeledSet("train", learned.embedded, Int32Array.from(learned.rows, labelOf), LABELS.length);
    const plain = await fitLogisticRegression(set, { C: 1 / result.lambda });
    const expected = predictLinear(plain, tested.embedded);
    expect(result.predictions).toEqual(Array.from(expected));
    const written = await csvFile(predictions);
    expect(written.map(({ key }) => key)).toEqual(tested.rows.map(({ path }) => path));
    expect(written.map(({ prediction }) => LABELS.indexOf(prediction))).toEqual(result.predictions);
  });

  it("draws the splits by a seed where they are not to be those of the column", async () => {
    const args = ["probe", study.table, "--model", study.model, "--knn", "--split", "none", "--json"];
    const [one, again, other] = await Promise.all(
      ["1", "1", "2"].map(async (seed) => JSON.parse((await clipscope([...args, "--seed", seed])).out)),
    );
    expect(one.result.rows).toEqual(again.result.rows);
    expect(one.result.rows).not.toEqual(other.result.rows);
    expect(one.manifest.seed).toBe(1);
  });
});

describe("clipscope few-shot", () => {
  it("takes so many images of each class as are asked for, and crosses zero-shot between its points", async () => {
    const args = ["few-shot", study.table, "--model", study.model, "--shots", "1,4", "--seeds", "1,2"];
    const { code, out } = await clipscope([...args, "--json"]);
    expect(code).toBe(0);
    const { result } = JSON.parse(out);
    const { curve, zeroShot } = result;
    expect(curve.points.map(({ rows }: { rows: number }) => rows)).toEqual([3, 12]);
    for (const { scores, mean } of curve.points) {
      expect(scores).toHaveLength(2);
      expect(mean).toBeCloseTo((scores[0] + scores[1]) / 2, 12);
    }
    const { result: scored } = JSON.parse(
      (await clipscope(["eval", study.table, "--model", study.model, "--where", "split=test", "--json"])).out,
    );
    expect(zeroShot.successes).toBe(scored.top1.successes);
    const text = (await clipscope(args)).out;
    expect(text.trimEnd().split("\n").at(-1)).toMatch(
      /^Zero-shot: (as good as [\d.]+ labeled images per class|not reached)/,
    );
  });
});

describe("clipscope search", () => {
  it("finds the rows with the greatest cosines, by words, by an image, and by a row", async () => {
    const clip = await loadClip(study.model);
    const images = await clip.embedImages(paths());
    const text = await clip.embedTexts(["a boat"]);
    clip.dispose();
    const nearest = (query: ArrayLike<number>, but = -1) =>
      study.rows
        .map(({ path }, row) => ({
          path,
          row,
          cosine: Array.from(query).reduce((dot, x, k) => dot + x * images.data[row * images.cols + k], 0),
        }))
        .filter(({ row }) => row !== but)
        .sort((a, b) => b.cosine - a.cosine)
        .slice(0, 4);
    const args = ["search", study.table, "--model", study.model, "--top", "4", "--csv"];
    const keys = async (...query: string[]) =>
      csvRows((await clipscope([...args, ...query])).out).map(({ key }) => key);
    expect(await keys("a boat")).toEqual(nearest(text.data).map(({ path }) => path));
    const own = images.data.subarray(5 * images.cols, 6 * images.cols);
    expect(await keys("--like", paths()[5])).toEqual(nearest(own).map(({ path }) => path));
    expect(await keys("--like-key", study.rows[5].path)).toEqual(nearest(own, 5).map(({ path }) => path));
    const found = csvRows((await clipscope([...args, "a boat"])).out);
    expect(Number(found[0].cosine)).toBeCloseTo(nearest(text.data)[0].cosine, 5);
  });
});

it("data that come with vectors need no model", async () => {
  const out = join(study.folder, "features.parquet");
  await clipscope([
    "embed",
    study.table,
    "--model",
    study.model,
    "--features",
    "preProjection",
    "--out",
    out,
  ]);
  expect((await openDataset(out, { image: null })).vectors.size).toBe(1);
  const accuracy = async (...args: string[]) =>
    JSON.parse((await clipscope([...args, "--json"])).out).result.accuracy;
  expect(await accuracy("probe", out, "--model", "none")).toEqual(
    await accuracy("probe", study.table, "--model", study.model),
  );
  const { code, err } = await clipscope(["eval", out, "--model", "none"]);
  expect(code).toBe(1);
  expect(err).toContain("open the model that made the vectors");
});

it("features from before the projection are projected by the model that made them, and no other", async () => {
  const out = join(study.folder, "own.parquet");
  await clipscope([
    "embed",
    study.table,
    "--model",
    study.model,
    "--features",
    "preProjection",
    "--out",
    out,
  ]);
  const evaluate = async (data: string) => clipscope(["eval", data, "--model", study.model, "--json"]);
  const own = await evaluate(out);
  expect(own.err).toContain("Using the vectors in “embedding”, made from the images by this model.");
  const { predictions } = JSON.parse((await evaluate(study.table)).out).result;
  expect(JSON.parse(own.out).result.predictions).toEqual(predictions);
  const other = await clipscope(["eval", out, "--image", "none"]);
  expect(other.code).toBe(1);
  expect(other.err).toMatch(
    /The vectors were made by model \([0-9a-f]{12}\), but the texts are embedded by mini/,
  );
});
