import type { CategoryColumn } from "@clipscope/datasets";
import {
  type EmbeddedImages,
  type Encoder,
  embedDataset,
  evaluateCalibration,
  evaluateCorruptions,
  evaluateFewShot,
  evaluateFindings,
  evaluateKnn,
  evaluateProbe,
  evaluateRetrieval,
  evaluateShifts,
  evaluateTemplates,
  evaluateZeroShot,
  layOutMap,
  openEncoder,
  searchNeighbors,
} from "@clipscope/study";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { golden, readJson } from "../goldens.js";
import { CLASSES, shapes, TEMPLATES } from "./shapes.js";

const reference = readJson("study.json");
const dataset = shapes();
let encoder: Encoder;
/** Embeddings in the shared space, and the image tower's own features. */
let images: EmbeddedImages;
let features: EmbeddedImages;
beforeAll(async () => {
  encoder = await openEncoder(golden("models/gelu"));
  images = await embedDataset(dataset, encoder);
  features = await embedDataset(dataset, encoder, { features: "preProjection" });
});
afterAll(() => encoder.dispose());

test("each template's worth is that of ensembles of transformers' embeddings on validation", async () => {
  const { result, manifest } = await evaluateTemplates({ dataset, images, encoder, templates: TEMPLATES });
  const { all, alone, without, test: onTest } = reference.templates;
  expect(result.all).toBeCloseTo(all, 12);
  expect(result.templates.map((each) => each.template)).toEqual(TEMPLATES);
  for (const [t, each] of result.templates.entries()) {
    expect(each.alone).toBeCloseTo(alone[t], 12);
    expect(each.without).toBeCloseTo(without[t], 12);
    expect(each.contribution).toBeCloseTo(all - without[t], 12);
  }
  expect(result.test.all.value).toBeCloseTo(onTest, 12);
  expect(result.chosen.accuracy).toBeGreaterThanOrEqual(Math.max(...alone));
  expect(manifest).toMatchObject({ kind: "templates", options: { split: "split" } });
});

test("the probe is scikit-learn's by the paper's protocol: its λ, its accuracy and every prediction", async () => {
  const { result, manifest } = await evaluateProbe({ dataset, images: features });
  expect(result.lambda).toBeCloseTo(reference.probe.weight, 10);
  expect([...result.predictions]).toEqual(reference.probe.predictions);
  expect(result.accuracy.value).toBeCloseTo(reference.probe.test, 12);
  expect(result.counts).toEqual({ train: 60, validation: 40, test: 40 });
  expect(manifest).toMatchObject({
    kind: "probe",
    options: { label: "class", features: "preProjection", split: "split" },
    testSplits: [dataset.hash],
  });
});

describe("splits that the data does not say", () => {
  const countsByClass = (rows: Int32Array) => {
    const label = dataset.columns.get("class");
    if (label?.kind !== "category") throw new Error("no classes");
    const counts = new Array(5).fill(0);
    for (const row of rows) counts[label.codes[row]]++;
    return counts;
  };

  test("are drawn in each class by a seed, which is recorded", async () => {
    const inputs = { dataset: { ...dataset, roles: { label: "class" } }, images: features };
    const first = await evaluateProbe(inputs);
    expect(first.result.counts).toEqual({ train: 84, validation: 28, test: 28 });
    for (const count of countsByClass(first.result.rows)) expect([5, 6]).toContain(count);
    expect(first.manifest).toMatchObject({ seed: 42, options: { drawn: expect.stringContaining("60%") } });
    const again = await evaluateProbe({ ...inputs, seed: 42 });
    expect(again.result.predictions).toEqual(first.result.predictions);
    const other = await evaluateProbe({ ...inputs, seed: 7 });
    expect(other.result.rows).not.toEqual(first.result.rows);
  });

  test("are completed where the column has train and test alone, which stays the test", async () => {
    const split = dataset.columns.get("split");
    if (split?.kind !== "category") throw new Error("no splits");
    const codes = split.codes.map((code) => (code === 1 ? 0 : code));
    const partial = { ...dataset, columns: new Map(dataset.columns).set("split", { ...split, codes }) };
    const { result, manifest } = await evaluateProbe({ dataset: partial, images: features });
    expect(result.counts).toEqual({ train: 80, validation: 20, test: 40 });
    expect([...result.rows].every((row) => split.codes[row] === 2)).toBe(true);
    expect(manifest).toMatchObject({ seed: 42, options: { split: "split", validation: "a fifth of train" } });
  });

  test("are refused where there are too few images, or the column names none", async () => {
    const few = await embedDataset(dataset, encoder, { features: "preProjection", rows: [0, 40] });
    const drawn = evaluateProbe({ dataset, images: few, split: null });
    await expect(drawn).rejects.toThrow(/too few to split/);
    const style = evaluateProbe({ dataset, images: features, split: "style" });
    await expect(style).rejects.toThrow(/has no split: its values are "plain", "inverted"/);
  });

  test("are refused before anything is fitted where no class is both in train and in test", async () => {
    const { codes } = dataset.columns.get("class") as CategoryColumn;
    const splits = codes.map((code) => [0, 0, 1, 2, 2][code]);
    const split: CategoryColumn = {
      kind: "category",
      title: "split",
      values: ["train", "validation", "test"],
      codes: splits,
    };
    const apart = { ...dataset, columns: new Map(dataset.columns).set("split", split) };
    for (const evaluate of [evaluateProbe, evaluateKnn]) {
      await expect(evaluate({ dataset: apart, images: features })).rejects.toThrow(
        /No class of .* has both images to learn from and images to test on.*: 5 classes, 140 images/,
      );
    }
  });
});

test("vectors that came with the data are evaluated without a model, and what needs words says so", async () => {
  const { data, rows, cols } = features.embeddings;
  const vectors = new Map([
    ["features", { width: cols, model: "theirs", read: async () => ({ data, rows, cols }) }],
  ]);
  const imported = { ...dataset, images: undefined, vectors };
  const none = await openEncoder("none");
  const embedded = await embedDataset(imported, none);
  expect(embedded.encoder.name).toBe("theirs");
  const { result, manifest } = await evaluateProbe({ dataset: imported, images: embedded });
  expect([...result.predictions]).toEqual(reference.probe.predictions);
  expect(manifest).toMatchObject({ model: { name: "theirs" }, options: { features: "imported" } });
  const words = evaluateZeroShot({ dataset: imported, images: embedded, encoder: none });
  await expect(words).rejects.toMatchObject({ code: "not-supported" });
});

test("a probe of more than 2,000 classes has its accuracy, and no confusion matrix", async () => {
  const [classes, rows] = [2001, 3 * 2001];
  const angle = (row: number) => (2 * Math.PI * (row % classes)) / classes;
  const data = Float32Array.from({ length: 2 * rows }, (_, i) =>
    i % 2 === 0 ? Math.cos(angle(i >> 1)) : Math.sin(angle(i >> 1)),
  );
  const category = (title: string, values: string[], code: (row: number) => number): CategoryColumn => ({
    kind: "category",
    title,
    values,
    codes: Int32Array.from({ length: rows }, (_, row) => code(row)),
  });
  const names = Array.from({ length: classes }, (_, i) => `direction ${i}`);
  const splits = ["train", "validation", "test"];
  const many = {
    ...dataset,
    rows,
    images: undefined,
    keys: { kind: "text" as const, title: "key", at: (row: number) => String(row) },
    columns: new Map([
      ["class", category("class", names, (row) => row % classes)],
      ["split", category("split", splits, (row) => Math.floor(row / classes))],
    ]),
    vectors: new Map([["directions", { width: 2, read: async () => ({ data, rows, cols: 2 }) }]]),
  };
  const images = await embedDataset(many, await openEncoder("none"));
  const { result } = await evaluateKnn({ dataset: many, images });
  expect(result.accuracy).toMatchObject({ successes: classes, n: classes });
  expect(result.confusion).toBeUndefined();
});

test("the few-shot curve ends at the probe of all training images and has zero-shot's line", async () => {
  const { result } = await evaluateFewShot({
    dataset,
    images: features,
    encoder,
    templates: TEMPLATES,
    shots: [1, 12],
    seeds: [1],
  });
  // Twelve a class are all that there are, so the last point is the full probe.
  expect(result.curve.points.map(({ rows }) => rows)).toEqual([5, 60]);
  expect(result.curve.points[1].mean).toBeCloseTo(result.full.accuracy.value, 12);
  expect(result.zeroShot?.value).toBeCloseTo(reference.templates.test, 12);
});

test("recall from captions to images and back is that of transformers' embeddings", async () => {
  const { result, manifest } = await evaluateRetrieval({ dataset, images, encoder });
  for (const [at] of result.ks.entries()) {
    expect(result.textToImage[at].value).toBeCloseTo(reference.retrieval.textToImage[at], 12);
    expect(result.imageToText[at].value).toBeCloseTo(reference.retrieval.imageToText[at], 12);
  }
  expect(manifest.options).toMatchObject({ caption: "captions", captions: 280 });
});

test("calibration, and the temperature that validation asks for, are those of NumPy and SciPy", async () => {
  const { result } = await evaluateCalibration({ dataset, images, encoder, templates: TEMPLATES });
  const { expectedCalibrationError, negativeLogLikelihood, temperature } = reference.calibration;
  expect(result.asTrained.expectedCalibrationError).toBeCloseTo(expectedCalibrationError, 5);
  expect(result.asTrained.negativeLogLikelihood).toBeCloseTo(negativeLogLikelihood, 5);
  expect(result.temperature.temperature).toBeCloseTo(temperature, 3);
  expect(result.scaled.negativeLogLikelihood).toBeLessThan(negativeLogLikelihood);
});

describe("findings", () => {
  test("outliers are scikit-learn's, duplicates all pairs above the cosine", async () => {
    const { result } = await evaluateFindings({
      dataset,
      images,
      encoder,
      kinds: ["duplicates", "outliers"],
    });
    for (const { row, factor } of result.outliers ?? []) {
      expect(factor).toBeCloseTo(reference.outliers[row], 4);
    }
    const pairs = result.duplicates?.pairs.map(({ a, b }) => [a, b]) ?? [];
    expect(pairs.toSorted(([a], [b]) => a - b)).toEqual(reference.duplicates);
    expect(result.labelErrors).toBeUndefined();
  });

  test("a label error is a row, its label, and what it may be instead", async () => {
    const { result } = await evaluateFindings({ dataset, images, encoder, templates: TEMPLATES });
    const errors = result.labelErrors ?? [];
    expect(errors.length).toBeGreaterThan(0);
    for (const { row, label, suggested } of errors) {
      expect(dataset.keys.at(row)).toContain(`/${label}/`);
      expect(CLASSES).toContain(suggested);
      expect(suggested).not.toBe(label);
    }
  });
});

test("a wrong label is found by a probe that learned from other images, without a model for words", async () => {
  const label = dataset.columns.get("class");
  if (label?.kind !== "category") throw new Error("no classes");
  // Of the slopes one is called stripes.
  const codes = label.codes.map((code, row) => (row === 115 ? 0 : code));
  const wrong = { ...dataset, columns: new Map(dataset.columns).set("class", { ...label, codes }) };
  const none = await openEncoder("none");
  const inputs = { dataset: wrong, images: features, encoder: none, kinds: ["label-errors"] } as const;
  const { result, manifest } = await evaluateFindings(inputs);
  expect(result.labelErrors).toContainEqual(
    expect.objectContaining({ row: 115, label: "stripes", suggested: "slope" }),
  );
  expect(manifest).toMatchObject({ seed: 42, options: { by: "probe", folds: 5 } });
});

test("the nearest neighbors' classes are scikit-learn's, k chosen on validation", async () => {
  const { result, manifest } = await evaluateKnn({ dataset, images: features });
  expect(result.tried).toEqual(
    reference.knn.tried.map(([k, score]: [number, number]) => ({ k, score: expect.closeTo(score, 12) })),
  );
  expect(result.k).toBe(reference.knn.k);
  expect([...result.predictions]).toEqual(reference.knn.predictions);
  expect(manifest).toMatchObject({ kind: "k-nearest-neighbors", options: { k: result.k } });
});

describe("accuracy under shift", () => {
  test("is transformers' by style, and a probe learns from the reference alone", async () => {
    const zero = await evaluateShifts({ dataset, images, encoder, templates: TEMPLATES });
    const [{ scores }] = zero.result.classifiers;
    expect(scores.map(({ shift }) => shift)).toEqual(["plain", "inverted"]);
    for (const [s, { accuracy }] of scores.entries()) {
      expect(accuracy.value).toBeCloseTo(reference.zeroShot.byStyle[s], 12);
      expect(accuracy.n).toBe(70);
    }
    const { result, manifest } = await evaluateShifts({
      dataset,
      images: features,
      encoder,
      reference: "inverted",
      classifiers: [{ kind: "zero-shot", templates: TEMPLATES }, { kind: "probe" }],
    });
    expect(result.shifts).toEqual(["inverted", "plain"]);
    expect(result.rows).toHaveLength(40);
    expect(result.classifiers.map(({ name }) => name)).toEqual(["zero-shot", "linear probe"]);
    expect(manifest.options).toMatchObject({
      reference: "inverted",
      score: "test",
      classifiers: [{ kind: "zero-shot" }, { kind: "probe", trainRows: 30 }],
    });
  });

  test("is measured against a line through other models on the same test sets", async () => {
    const baselines = {
      source: "theirs",
      models: [
        { name: "small", accuracy: { plain: 0.2, inverted: 0.1 } },
        { name: "large", accuracy: { plain: 0.6, inverted: 0.4 } },
      ],
    };
    const { result } = await evaluateShifts({ dataset, images, encoder, templates: TEMPLATES, baselines });
    const [effective] = result.effective ?? [];
    const logit = (p: number) => Math.log(p / (1 - p));
    const slope = (logit(0.4) - logit(0.1)) / (logit(0.6) - logit(0.2));
    const at = logit(0.1) + slope * (logit(reference.zeroShot.byStyle[0]) - logit(0.2));
    const expected = 1 / (1 + Math.exp(-at));
    expect(effective.classifiers[0].effective).toBeCloseTo(reference.zeroShot.byStyle[1] - expected, 10);
    expect(effective.baseline).toEqual([
      { name: "small", x: 0.2, y: 0.1 },
      { name: "large", x: 0.6, y: 0.4 },
    ]);
    // Every line through resamples of two models is the line through both: the band has no height.
    for (const { x, low, high } of effective.band) {
      expect([low, high].map(logit)).toEqual(
        Array.from({ length: 2 }, () => expect.closeTo(logit(0.1) + slope * (logit(x) - logit(0.2)), 8)),
      );
    }
    expect(effective.band[0].x).toBeLessThan(0.2);
    expect(effective.band.at(-1)?.x).toBeGreaterThan(0.6);
  });

  test("scores a shift that has some of the classes over these alone, on the reference too, if it is told", async () => {
    const columns = new Map(dataset.columns);
    const label = dataset.columns.get("class");
    const style = dataset.columns.get("style");
    if (label?.kind !== "category" || style?.kind !== "category") throw new Error("not categories");
    // Of the inverted pictures, only those of the first three classes have a label.
    const codes = label.codes.map((code, row) => (style.codes[row] === 1 && code > 2 ? -1 : code));
    columns.set("class", { ...label, codes });
    const partial = { ...dataset, columns };
    const inputs = { dataset: partial, images, encoder, templates: TEMPLATES };
    const { result, manifest } = await evaluateShifts({ ...inputs, vocabulary: "subset" });
    const [, inverted] = result.classifiers[0].scores;
    expect(inverted.classes).toBe(3);
    expect(inverted.onReference?.n).toBe(42);
    expect(inverted.onReference?.value).toBeCloseTo(reference.zeroShot.plainAmongThree, 12);
    expect(manifest).toMatchObject({ leftOut: { "no label": 28 }, options: { vocabulary: "subset" } });
    const all = await evaluateShifts(inputs);
    expect(all.result.classifiers[0].scores[1].onReference?.value).not.toBe(inverted.onReference?.value);
  });

  test("refuses distributions without a class in common, one alone, and a reference that is not there", async () => {
    const label = dataset.columns.get("class");
    const style = dataset.columns.get("style");
    if (label?.kind !== "category" || style?.kind !== "category") throw new Error("not categories");
    const codes = label.codes.map((code, row) =>
      style.codes[row] === 1 ? (code > 2 ? code : -1) : code > 2 ? -1 : code,
    );
    const apart = { ...dataset, columns: new Map(dataset.columns).set("class", { ...label, codes }) };
    const message = (inputs: object) =>
      evaluateShifts({ dataset, images, encoder, ...inputs }).then(
        () => "",
        (error) => error.message,
      );
    expect(await message({ dataset: apart })).toMatch(
      /"inverted" and "plain" have no class in common.*"disk".*"stripes"/,
    );
    expect(await message({ reference: "sepia" })).toMatch(/"sepia".*"plain", "inverted"/);
    expect(await message({ baselines: "published" })).toMatch(/ImageNet-R.*"plain", "inverted"/);
    const one = {
      ...dataset,
      columns: new Map(dataset.columns).set("style", { ...style, codes: style.codes.map(() => 0) }),
    };
    expect(await message({ dataset: one })).toMatch(/one distribution alone, "plain"/);
  });
});

test("under corruption all classifiers see the same pictures, and clean ones score as the embeddings did", async () => {
  const seen: number[] = [];
  const first = {
    name: "always stripes",
    predict: async (pictures: readonly unknown[]) => {
      seen.push(pictures.length);
      return new Int32Array(pictures.length);
    },
  };
  const inputs = {
    dataset,
    images,
    encoder,
    templates: TEMPLATES,
    size: "own",
    kinds: ["contrast"],
  } as const;
  const { result, manifest } = await evaluateCorruptions({
    ...inputs,
    pictures: [first],
    severities: [1, 5],
  });
  const [stripes, zeroShot] = result.curves;
  expect(seen).toEqual([140, 140, 140]);
  expect(stripes.byKind.contrast.map(({ value }) => value)).toEqual([0.2, 0.2]);
  expect(zeroShot.clean.value).toBeCloseTo(reference.zeroShot.top1, 12);
  const errors = zeroShot.byKind.contrast.reduce((sum, { value }) => sum + 1 - value, 0);
  expect(zeroShot.meanCorruptionError).toBeCloseTo(errors / 1.6, 12);
  expect(manifest.options).toMatchObject({ kinds: ["contrast"], severities: [1, 5], size: "own" });
});

test("a map has a place for every image, and its seed is recorded", async () => {
  const { result, manifest } = await layOutMap({ dataset, images, nEpochs: 20 });
  expect(result.x).toHaveLength(140);
  expect(manifest).toMatchObject({ kind: "map", seed: 42, options: { method: "umap", nNeighbors: 15 } });
  const again = await layOutMap({ dataset, images, nEpochs: 20 });
  expect(again.result.x).toEqual(result.x);
  const { result: pca } = await layOutMap({ dataset, images, method: "pca" });
  expect(pca.y.every(Number.isFinite)).toBe(true);
});

describe("search", () => {
  test("by a row, its picture and its vector finds the same images", async () => {
    const byRow = await searchNeighbors({ dataset, images, encoder, query: { row: 30 }, k: 5 });
    expect(byRow.result.found).toHaveLength(5);
    const picture = await dataset.images?.read(30);
    const byImage = await searchNeighbors({
      dataset,
      images,
      encoder,
      query: { image: picture as never },
      k: 6,
    });
    expect(byImage.result.found[0]).toMatchObject({ row: 30, cosine: expect.closeTo(1, 5) });
    expect(byImage.result.found.slice(1).map(({ row }) => row)).toEqual(
      byRow.result.found.map(({ row }) => row),
    );
    const vector = images.embeddings.data.slice(30 * 20, 31 * 20);
    const byVector = await searchNeighbors({ dataset, images, encoder, query: { vector }, k: 6 });
    expect(byVector.result.found.map(({ row }) => row)).toEqual(byImage.result.found.map(({ row }) => row));
  });

  test("by words finds the images whose cosine with them is highest", async () => {
    const { embeddings, rows } = images;
    const text = await encoder.embedTexts(["a disk"]);
    const cosines = Array.from(rows, (row, i) => ({
      row,
      cosine: text.data.reduce((sum, value, d) => sum + value * embeddings.data[i * 20 + d], 0),
    })).sort((a, b) => b.cosine - a.cosine);
    const { result } = await searchNeighbors({ dataset, images, encoder, query: { text: "a disk" }, k: 3 });
    expect(result.found.map(({ row }) => row)).toEqual(cosines.slice(0, 3).map(({ row }) => row));
  });

  test("refuses a row without an embedding, a vector of another width, and nothing", async () => {
    const message = (query: unknown) =>
      searchNeighbors({ dataset, images, encoder, query: query as never }).then(
        () => "",
        (error) => error.message,
      );
    expect(await message({ row: 999 })).toMatch(/Row 999 of shapes has no embedding/);
    expect(await message({ vector: [1, 2] })).toMatch(/has 2 numbers, but the images' have 20/);
    expect(await message([])).toMatch(/query is empty/);
  });
});

test("a misspelled option is refused by name, not taken for the default", async () => {
  const misspelled = { dataset, images, encoder, template: TEMPLATES } as never;
  await expect(evaluateZeroShot(misspelled)).rejects.toThrow(/evaluateZeroShot has no option "template"/);
  const how = { onprogress: () => {} } as never;
  await expect(evaluateProbe({ dataset, images: features }, how)).rejects.toThrow(/no option "onprogress"/);
});
