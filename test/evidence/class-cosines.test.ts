import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { relevance } from "@clipscope/core/inside";
import { type Dataset, openDataset } from "@clipscope/datasets";
import {
  type ClassList,
  type Compute,
  embedDataset,
  localCompute,
  modelInput,
  openEncoder,
} from "@clipscope/study";
import { ensembleClassifier } from "@clipscope/toolkit";
import type { Embeddings, ImageInput } from "@clipscope/types";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeImages } from "./images.mjs";

// What the Classify view says about cosines, thresholds and patches, against plain loops over all pairs.

const model = { kind: "path", path: join(import.meta.dirname, "model") } as const;
const templates = ["a {}", "a sketch of a {}"];
const data = { ref: { kind: "builtin", id: "shapes" }, roles: {} } as const;
const labels: ClassList = { classes: [], base: "labels" };
const request = { data, model, seed: 42, templates, classes: labels };

let folder: string;
let dataset: Dataset;
let compute: Compute;
let images: Embeddings;
let texts: Embeddings;
let label: { codes: Int32Array; values: readonly string[] };
let scale = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-cosines-"));
  await writeImages(folder);
  dataset = await openDataset(folder);
  const column = dataset.columns.get("label");
  if (column?.kind !== "category") throw new Error("There are no labels.");
  label = column;
  compute = localCompute({ builtins: { data: { shapes: async () => dataset } } });
  const encoder = await openEncoder(model);
  images = (await embedDataset(dataset, encoder)).embeddings;
  const names = label.values.map((value) => [value]);
  texts = await ensembleClassifier((batch) => encoder.embedTexts(batch), names, templates);
  scale = encoder.logitScale;
  encoder.dispose();
});
afterAll(async () => {
  compute.dispose();
  await rm(folder, { recursive: true, force: true });
});

function cosine(row: number, c: number): number {
  let sum = 0;
  for (let k = 0; k < images.cols; k++)
    sum += images.data[row * images.cols + k] * texts.data[c * texts.cols + k];
  return sum;
}
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("the cosines of chosen rows with all classes are those of their vectors", async () => {
  const rows = [399, 7, 120];
  const { cosines, classes } = await compute.classCosines({ ...request, rows });
  expect(classes.map(({ names }) => names[0])).toEqual(label.values);
  expect([cosines.rows, cosines.cols]).toEqual([3, label.values.length]);
  for (const [i, row] of rows.entries()) {
    for (let c = 0; c < cosines.cols; c++) {
      expect(cosines.data[i * cosines.cols + c]).toBeCloseTo(cosine(row, c), 5);
    }
  }
  await expect(compute.classCosines({ ...request, rows: [400] })).rejects.toThrow(
    /Row 400 .* has no embedding/,
  );
});

test("a class's nearest classes are those with the largest cosine of their texts, best first", async () => {
  const { classes, k, nearest, cosines } = await compute.relatedClasses(request);
  const n = classes.length;
  expect(k).toBe(Math.min(8, n - 1));
  const between = (a: number, b: number) => {
    let sum = 0;
    for (let i = 0; i < texts.cols; i++)
      sum += texts.data[a * texts.cols + i] * texts.data[b * texts.cols + i];
    return sum;
  };
  for (let a = 0; a < n; a++) {
    const others = label.values.map((_, b) => b).filter((b) => b !== a);
    const best = others.sort((x, y) => between(a, y) - between(a, x)).slice(0, k);
    expect([...nearest.subarray(a * k, (a + 1) * k)]).toEqual(best);
    for (const [i, b] of best.entries()) expect(cosines[a * k + i]).toBeCloseTo(between(a, b), 5);
  }
});

test("the facts about cosines count every pair once", async () => {
  const facts = await compute.cosineFacts(request);
  const own: number[] = [];
  const others: number[] = [];
  for (let row = 0; row < 400; row++) {
    for (let c = 0; c < label.values.length; c++) {
      (label.codes[row] === c ? own : others).push(cosine(row, c));
    }
  }
  for (const [found, values] of [
    [facts.own, own],
    [facts.others, others],
  ] as const) {
    expect(found.pairs).toBe(values.length);
    expect([found.min, found.mean, found.max].map((value) => value.toFixed(4))).toEqual(
      [Math.min(...values), mean(values), Math.max(...values)].map((value) => value.toFixed(4)),
    );
    expect(found.counts.reduce((sum, n) => sum + n, 0)).toBe(values.length);
    const below = values.filter((value) => value < facts.low + (facts.high - facts.low) / 2).length;
    const half = found.counts.slice(0, found.counts.length / 2).reduce((sum, n) => sum + n, 0);
    expect(Math.abs(half - below)).toBeLessThanOrEqual(2);
  }
  const between: number[] = [];
  for (let a = 0; a < texts.rows; a++) {
    for (let b = 0; b < texts.rows; b++) {
      if (a === b) continue;
      let sum = 0;
      for (let k = 0; k < texts.cols; k++)
        sum += texts.data[a * texts.cols + k] * texts.data[b * texts.cols + k];
      between.push(sum);
    }
  }
  expect(facts.betweenTexts).toBeCloseTo(mean(between), 5);
  expect(facts.gap).toBeGreaterThan(0);
});

test.each(["probability", "cosine"] as const)(
  "“none of these” by %s separates images from the same images without their class, as no other threshold does",
  async (by) => {
    const { result } = await compute.noneOfThese({ ...request, by });
    expect(result.rejects).toBe("own class removed");
    const best = (row: number, without: number) => {
      const logits = label.values.flatMap((_, c) => (c === without ? [] : [scale * cosine(row, c)]));
      const most = Math.max(...logits);
      const sum = logits.reduce((all, logit) => all + Math.exp(logit - most), 0);
      return by === "cosine" ? most / scale : 1 / sum;
    };
    for (const row of [0, 100, 399]) expect(result.evidence[row]).toBeCloseTo(best(row, -1), 4);
    const split = dataset.columns.get("split");
    if (split?.kind !== "category") throw new Error("There are no splits.");
    const of = (name: RegExp) =>
      Array.from({ length: 400 }, (_, row) => row).filter((row) => name.test(split.values[split.codes[row]]));
    const shares = (rows: readonly number[], threshold: number) => ({
      kept: mean(rows.map((row) => Number(best(row, -1) >= threshold))),
      rejected: mean(rows.map((row) => Number(best(row, label.codes[row]) < threshold))),
    });
    const validation = of(/^val/);
    const { kept, rejected = 0, known, none } = result.validation;
    expect([known, none]).toEqual([validation.length, validation.length]);
    const own = shares(validation, result.threshold - 1e-6);
    expect(Math.abs(own.kept + own.rejected - kept - rejected)).toBeLessThan(2 / validation.length);
    for (const row of validation) {
      const other = shares(validation, best(row, -1));
      expect(other.kept + other.rejected).toBeLessThanOrEqual(kept + rejected + 2 / validation.length);
    }
    const test = shares(of(/^test/), result.threshold);
    expect(result.test.kept.value).toBeCloseTo(test.kept, 1);
    expect(result.test.rejected?.value).toBeCloseTo(test.rejected, 1);
    const most = await compute.noneOfThese({ ...request, by, keep: 1 });
    expect(most.result.validation.kept).toBe(1);
    expect(most.result.threshold).toBeLessThanOrEqual(result.threshold);
  },
);

test("images of classes that are left out are those to reject, if there are any", async () => {
  const [gone, ...rest] = label.values.map((name) => ({ id: name, names: [name], of: [name] }));
  const fewer: ClassList = { base: "given", classes: rest, leftOut: gone.of };
  const { result } = await compute.noneOfThese({ ...request, classes: fewer });
  expect(result.rejects).toBe("left out");
  expect(result.validation.known).toBe(9 * result.validation.none);
});

test("one's own image has the cosine with every class, and its picture is the model's input", async () => {
  const file = new Blob([(await readRow(3)) as Uint8Array<ArrayBuffer>]);
  const list = label.values.map((name) => ({ id: name, names: [name], of: [] }));
  const found = await compute.classify({
    model,
    images: [file],
    classes: { classes: list, base: "given" },
    templates,
  });
  const [own] = found.images;
  if ("error" in own) throw new Error(own.error);
  expect(own.cosines).toHaveLength(label.values.length);
  for (const [c, value] of own.cosines.entries()) expect(value).toBeCloseTo(cosine(3, c), 5);

  // The compute may run another engine, which can't be inspected.
  const encoder = await openEncoder(model, { engine: "tfjs" });
  const text = `a ${label.values[0]}`;
  const expected = await relevance(encoder.clip as NonNullable<typeof encoder.clip>, file, text);
  const { pixels, side } = await modelInput(encoder, file);
  encoder.dispose();
  for (const image of [{ file }, { data, row: 3 }]) {
    const look = await compute.look({ model, image, text, method: "relevance" });
    expect(look.map).toEqual(expected.image);
    expect(look.words?.pieces).toEqual(expected.text.pieces);
    expect(look.cosine).toBeCloseTo(expected.cosine, 6);
    expect("data" in look.picture && [look.picture.width, look.picture.data]).toEqual([side, pixels]);
  }
  const heads = await Promise.all(
    Array.from({ length: 2 }, (_, head) =>
      compute.look({ model, image: { file }, text, method: "attention", layer: 0, head }),
    ),
  );
  expect(heads[0].map.data).not.toEqual(heads[1].map.data);
  const wrong = compute.look({ model, image: { file }, text, method: "attention", layer: 99 });
  await expect(wrong).rejects.toThrow(/There is no layer 99/);
});

async function readRow(row: number): Promise<Uint8Array> {
  const image = (await dataset.images?.read(row)) as ImageInput;
  if (image instanceof Blob) return new Uint8Array(await image.arrayBuffer());
  if (image instanceof Uint8Array) return image;
  const { readFile } = await import("node:fs/promises");
  return readFile(image as string);
}

test("without labels there are no facts about own classes, and the sentence says what to do", async () => {
  const unlabeled = { ...request, data: { ...data, roles: { label: null } } };
  const words: ClassList = {
    base: "given",
    classes: ["ring", "star"].map((name) => ({ id: name, names: [name], of: [] })),
  };
  await expect(compute.cosineFacts({ ...unlabeled, classes: words })).rejects.toThrow(/choose the column/);
});
