import type { Dataset } from "@clipscope/datasets";
import {
  type EmbeddedImages,
  type Encoder,
  embedDataset,
  evaluateZeroShot,
  memoryVectorStore,
  openEncoder,
} from "@clipscope/study";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { golden, readJson } from "../goldens.js";
import { CLASSES, shapes, TEMPLATES } from "./shapes.js";

const { zeroShot: reference, rows } = readJson("study.json");
const dataset = shapes();
let encoder: Encoder;
let images: EmbeddedImages;
beforeAll(async () => {
  encoder = await openEncoder(golden("models/gelu"));
  images = await embedDataset(dataset, encoder);
});
afterAll(() => encoder.dispose());

describe("zero-shot accuracy of a checkpoint on labeled images", () => {
  test("is that of transformers, image by image, and its scores by class are scikit-learn's", async () => {
    const { result, manifest } = await evaluateZeroShot({
      dataset,
      images,
      encoder,
      templates: TEMPLATES,
      topK: 3,
    });
    expect([...result.predictions]).toEqual(reference.predictions);
    expect(result.top1.n).toBe(rows);
    expect(result.top1.value).toBeCloseTo(reference.top1, 12);
    expect(result.inTopK.value).toBeCloseTo(reference.top3, 12);
    expect(result.perClass.meanRecall).toBeCloseTo(reference.meanRecall, 12);
    for (const score of ["recall", "precision", "f1"] as const) {
      for (const [c, value] of result.perClass[score].entries()) {
        if (reference[score][c] === null) expect(value || 0).toBe(0);
        else expect(value).toBeCloseTo(reference[score][c], 12);
      }
    }
    expect(manifest).toMatchObject({
      kind: "zero-shot",
      model: { hash: encoder.id.hash, engine: encoder.id.engine },
      dataset: { name: "shapes", hash: dataset.hash, rows },
      classes: { count: 5 },
      templates: { texts: TEMPLATES },
      options: { label: "class", vocabulary: "all" },
    });
  });

  test("from features before the projection, or from stored vectors, is the same", async () => {
    const store = memoryVectorStore();
    const before = await embedDataset(dataset, encoder, { features: "preProjection", store });
    const again = await embedDataset(
      {
        ...dataset,
        images: { ...dataset.images, read: async () => Promise.reject(new Error("read twice")) } as never,
      },
      encoder,
      { features: "preProjection", store },
    );
    expect(again.embeddings).toEqual(before.embeddings);
    const { result } = await evaluateZeroShot({ dataset, images: again, encoder, templates: TEMPLATES });
    expect([...result.predictions]).toEqual(reference.predictions);
  });

  test("counts each of several classes for one label as right, as ObjectNet is scored", async () => {
    // "disk" is right as a disk, a plate and a ball; "water" competes where all do, and is never right.
    const classNames = [...CLASSES, "plate", "ball", "water"];
    const countsAs = Int32Array.of(0, 1, 2, 3, 4, 3, 3, 7);
    const vocabulary = { title: "things", classNames, of: Int32Array.of(0, 1, 2, 3, 4), countsAs };
    const among = (own: Dataset, vocabulary: "subset" | "all") =>
      evaluateZeroShot({ dataset: own, images, encoder, templates: TEMPLATES, vocabulary });
    for (const [policy, names] of [
      ["subset", classNames.slice(0, 7)],
      ["all", classNames],
    ] as const) {
      const plain = await evaluateZeroShot({
        dataset,
        images,
        encoder,
        templates: TEMPLATES,
        classes: names,
      });
      const expected = plain.result.predictions.map((c) => countsAs[c]);
      expect(expected).not.toEqual(plain.result.predictions);
      const { result, manifest } = await among({ ...dataset, vocabulary }, policy);
      expect(result.predictions).toEqual(expected);
      const right = expected.filter((prediction, i) => prediction === plain.result.labels[i]).length;
      expect(result.top1.successes).toBe(right);
      expect(manifest.options.vocabulary).toBe(policy);
    }
    const { evaluateCalibration } = await import("@clipscope/study");
    await expect(
      evaluateCalibration({ dataset: { ...dataset, vocabulary }, images, encoder, templates: TEMPLATES }),
    ).rejects.toThrow(/"plate" counts as "disk"/);
  });

  test("with classes of several names and with competitors that have no images", async () => {
    const classes = [
      { names: ["Stripes"] },
      { names: ["bars", "vertical lines"] },
      "checker",
      { names: ["round thing"], of: ["disk", "slope"] },
      { names: ["a cat"], of: [] },
    ];
    const { result } = await evaluateZeroShot({ dataset, images, encoder, classes, templates: TEMPLATES });
    expect(result.perClass.count).toEqual(Int32Array.of(28, 28, 28, 56, 0));
    expect(result.top1.n).toBe(rows);
    const subset = await evaluateZeroShot({ dataset, images, encoder, classes, vocabulary: "subset" });
    expect(subset.result.classes).toHaveLength(4);
    expect(subset.manifest.options).toMatchObject({ vocabulary: "subset" });
  });

  test("leaves out rows that can't be read or have no class, and says how many and why", async () => {
    const damaged = shapes({ unreadable: [0, 77] });
    const embedded = await embedDataset(damaged, encoder);
    expect(embedded.failures.map(({ row, message }) => [row, message])).toEqual([
      [0, "plain/stripes/0.png is not a picture."],
      [77, expect.stringContaining("inverted/checker/7.png")],
    ]);
    const { result, manifest } = await evaluateZeroShot({
      dataset: damaged,
      images: embedded,
      encoder,
      classes: CLASSES.slice(0, 4),
    });
    expect(result.top1.n).toBe(rows - 2 - 28);
    expect(result.rows).not.toContain(77);
    expect(manifest.leftOut).toEqual({ "bad-image": 2, "label in no class": 28 });
  });

  test("of two models open at once is each one's own", async () => {
    const other = await openEncoder(golden("models/quick-gelu"));
    try {
      const theirs = await embedDataset(dataset, other);
      const [first, second] = await Promise.all([
        evaluateZeroShot({ dataset, images, encoder, templates: TEMPLATES }),
        evaluateZeroShot({ dataset, images: theirs, encoder: other, templates: TEMPLATES }),
      ]);
      expect([...first.result.predictions]).toEqual(reference.predictions);
      expect(second.manifest.model.hash).not.toBe(first.manifest.model.hash);
      expect(theirs.embeddings.cols).toBe(24);
      const mixed = evaluateZeroShot({ dataset, images: theirs, encoder, templates: TEMPLATES });
      await expect(mixed).rejects.toMatchObject({ code: "wrong-shape" });
    } finally {
      other.dispose();
    }
  });
});

describe("what can't be evaluated is refused in a sentence", () => {
  const message = (inputs: object) =>
    evaluateZeroShot({ dataset, images, encoder, ...inputs }).then(
      () => "",
      ({ code, message }) => `${code}: ${message}`,
    );

  test("one class", async () => {
    expect(await message({ classes: [{ names: ["shape"], of: CLASSES }] })).toMatch(
      /bad-argument: .*only one class/,
    );
  });

  test("no labels, an unknown column, several values a row", async () => {
    const unlabeled = { ...dataset, roles: {} };
    expect(await message({ dataset: unlabeled })).toMatch(/has no label column.*"class", "style".*label/);
    expect(await message({ label: "breed" })).toMatch(/no column "breed".*"class"/);
    expect(await message({ label: "captions" })).toMatch(/several values per row/);
  });

  test("classes that are none of the labels", async () => {
    expect(await message({ classes: ["cat", "dog"] })).toMatch(
      /None of the 5 labels .*"stripes".*"cat", "dog"/,
    );
  });

  test("another dataset's embeddings, an unknown policy", async () => {
    expect(await message({ dataset: shapes({ unreadable: [1] }) })).toMatch(/embeddings are those of/);
    expect(await message({ vocabulary: "some" })).toMatch(/vocabulary is "some"/);
  });

  test("words without a model", async () => {
    const none = await openEncoder("none");
    expect(await message({ encoder: none })).toMatch(/not-supported: .*needs a model/);
  });

  test("sixty thousand classes are scored without a matrix of all pairs", async () => {
    const many = Array.from({ length: 60_000 }, (_, c) => `thing ${c}`);
    const known = new Map<string, Float32Array>();
    const vector = (text: string, i: number) =>
      known.set(
        text,
        Float32Array.from({ length: 20 }, (_, d) => Math.sin(i * 20 + d)),
      );
    for (const [i, name] of [...CLASSES, ...many].entries()) vector(name, i);
    const { result } = await evaluateZeroShot(
      { dataset, images, encoder, classes: [...CLASSES, ...many], templates: ["{}"] },
      { texts: known },
    );
    expect(result.classes).toHaveLength(60_005);
    expect(result.confusion).toBeUndefined();
    expect(result.perClass.count.subarray(0, 6)).toEqual(Int32Array.of(28, 28, 28, 28, 28, 0));
  });
});
