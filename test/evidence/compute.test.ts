import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dataset, openDataset } from "@clipscope/datasets";
import {
  type ClassList,
  type Compute,
  type DataSpec,
  embedDataset,
  evaluateZeroShot,
  localCompute,
  type ModelRef,
  memoryCache,
  openEncoder,
} from "@clipscope/study";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../scripts/setup/places.mjs";
import { writeImages } from "./images.mjs";

const path = join(import.meta.dirname, "model");
const model: ModelRef = { kind: "path", path };
const mini: ModelRef = { kind: "path", path: join(root, "packages/mini/checkpoint") };
const templates = ["a {}", "a sketch of a {}"];
const seed = 42;
const labels: ClassList = { classes: [], base: "labels" };

let folder: string;
let opened: Dataset;
let classNames: readonly string[];
const data: DataSpec = { ref: { kind: "builtin", id: "shapes" }, roles: {} };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-compute-"));
  await writeImages(folder);
  opened = await openDataset(folder);
  const label = opened.columns.get("label");
  classNames = label?.kind === "category" ? label.values : [];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const given = (names: readonly (readonly string[])[]): ClassList => ({
  base: "given",
  classes: names.map((own, c) => ({ id: `c${c}`, names: own, of: classNames[c] ? [classNames[c]] : [] })),
});
const named = () => given(classNames.map((name) => [name]));

/** Counts the data's openings and the images read; `broken` rows can't be read. */
function counting({ broken = [] as number[], cache = false } = {}) {
  const count = { opened: 0, read: 0 };
  const source: Dataset = {
    ...opened,
    images: {
      contentKey: (row) => opened.images?.contentKey(row),
      read: async (row) => {
        count.read++;
        if (broken.includes(row)) throw new Error("not an image");
        return opened.images?.read(row) as ReturnType<NonNullable<Dataset["images"]>["read"]>;
      },
    },
  };
  const compute = localCompute({
    builtins: {
      data: {
        shapes: async () => {
          count.opened++;
          return source;
        },
      },
    },
    ...(cache && { cache: memoryCache() }),
  });
  return { count, compute };
}

async function using<T>(work: (parts: ReturnType<typeof counting>) => Promise<T>, options = {}): Promise<T> {
  const parts = counting(options);
  try {
    return await work(parts);
  } finally {
    parts.compute.dispose();
  }
}

async function evaluated(ref: string, dataset = opened) {
  const encoder = await openEncoder({ kind: "path", path: ref });
  const images = await embedDataset(dataset, encoder);
  const found = await evaluateZeroShot({ dataset, images, encoder, templates });
  encoder.dispose();
  return found;
}

describe("scores", () => {
  test("of many templates sharpen from the first one on", () =>
    using(async ({ compute }) => {
      const many = Array.from({ length: 200 }, (_, i) => `a {} numbered ${i}`);
      const request = { data, seed, model, classes: labels, templates: many };
      const seen: { done: number; total: number; top1: number | undefined; hasManifest: boolean }[] = [];
      const last = await compute.scores(request, {
        onPartial: ({ scores, done, total }) =>
          seen.push({ done, total, top1: scores.top1?.value, hasManifest: "manifest" in scores }),
      });
      expect(seen.length).toBeGreaterThan(0);
      for (const [i, { done, total, top1, hasManifest }] of seen.entries()) {
        expect(done).toBeGreaterThan(seen[i - 1]?.done ?? 0);
        expect([total, hasManifest]).toEqual([200, false]);
        expect(done).toBeLessThan(200);
        const { top1: alone } = await compute.scores({ ...request, templates: many.slice(0, done) });
        expect(top1).toBe(alone?.value);
      }
      expect(last.top1?.n).toBe(400);
      expect(last.manifest.templates?.count).toBe(200);
    }));

  test("are those of evaluateZeroShot, in every digit, with the same record; of two models at once", () =>
    using(async ({ compute, count }) => {
      const request = { data, seed, classes: labels, templates };
      const [first, second] = await Promise.all([
        compute.scores({ ...request, model }),
        compute.scores({ ...request, model: mini }),
      ]);
      for (const [found, ref] of [
        [first, path],
        [second, join(root, "packages/mini/checkpoint")],
      ] as const) {
        const { result, manifest } = await evaluated(ref);
        const { confusion: _, ...expected } = result;
        const { manifest: own, ...scores } = found;
        expect(scores).toEqual(expected);
        expect({ ...own, created: "" }).toEqual({ ...manifest, created: "" });
      }
      expect(first.manifest.model.hash).not.toBe(second.manifest.model.hash);
      expect(count).toEqual({ opened: 1, read: 800 });
    }));

  test("after a renamed class are those from scratch; nothing is opened or embedded again", () =>
    using(async ({ compute, count }) => {
      const request = { data, model, seed, templates };
      await compute.scores({ ...request, classes: named() });
      const edited = given(classNames.map((name, c) => [c === 3 ? "large ring" : name]));
      const live = await compute.scores({ ...request, classes: edited });
      expect(count).toEqual({ opened: 1, read: 400 });
      const scratch = await using((other) => other.compute.scores({ ...request, classes: edited }));
      expect({ ...live, manifest: { ...live.manifest, created: "" }, confidences: [], topK: [] }).toEqual({
        ...scratch,
        manifest: { ...scratch.manifest, created: "" },
        confidences: [],
        topK: [],
      });
      const apart = live.confidences.map((value, i) => Math.abs(value - scratch.confidences[i]));
      expect(Math.max(...apart)).toBeLessThan(1e-6);
    }));

  test("leave out the rows of a class that is left out, and have no accuracy without labels", () =>
    using(async ({ compute }) => {
      const request = { data, model, seed, templates };
      const [gone, ...rest] = named().classes;
      const fewer: ClassList = { base: "given", classes: rest, leftOut: gone.of };
      const found = await compute.scores({ ...request, classes: fewer });
      expect([found.rows.length, found.top1?.n]).toEqual([360, 360]);
      const unlabeled = { ...data, roles: { label: null } };
      const words = given([["ring"], ["star"]]);
      const without = await compute.scores({ ...request, data: unlabeled, classes: words });
      expect([without.top1, without.rows.length, new Set(without.labels)]).toEqual([
        undefined,
        400,
        new Set([-1]),
      ]);
      await expect(compute.scores({ ...request, data: unlabeled, classes: labels })).rejects.toThrow(
        /no label column/,
      );
    }));

  test("follow corrected labels, and say so", () =>
    using(async ({ compute, count }) => {
      const request = { model, seed, templates, classes: labels };
      const before = await compute.scores({ ...request, data });
      const wrong = before.predictions.findIndex((prediction, i) => prediction !== before.labels[i]);
      const key = opened.keys.at(before.rows[wrong]);
      const relabel = { [key]: classNames[before.predictions[wrong]] };
      const after = await compute.scores({ ...request, data: { ...data, relabel } });
      expect(after.top1?.successes).toBe((before.top1?.successes ?? 0) + 1);
      expect(after.manifest.options).toMatchObject({ relabeled: relabel });
      expect(count).toEqual({ opened: 1, read: 400 });
    }));
});

describe("what is embedded", () => {
  const sampled = (rows: number): DataSpec => ({ ...data, sample: { count: rows, seed: 1 } });

  test("is kept: a sample, a larger one, and all rows embed each row once", () =>
    using(async ({ compute, count }) => {
      const small = await compute.embed({ data: sampled(50), model });
      const large = await compute.embed({ data: sampled(120), model });
      const all = await compute.embed({ data, model });
      const again = await compute.embed({ data: sampled(50), model });
      expect([small.reused, large.reused, all.reused, again.reused]).toEqual([0, 50, 120, 50]);
      expect(again.rows).toEqual(small.rows);
      expect(count).toEqual({ opened: 1, read: 400 });
    }));

  test("is computed once for requests at the same time", () =>
    using(async ({ compute, count }) => {
      const request = { data, model, seed, classes: labels, templates };
      const [one, two] = await Promise.all([compute.scores(request), compute.scores(request)]);
      const [map] = await Promise.all([
        compute.map({ data, model, seed, method: "pca" }),
        compute.embed({ data, model }),
      ]);
      expect([one.predictions, map.result.rows.length]).toEqual([two.predictions, 400]);
      expect(count).toEqual({ opened: 1, read: 400 });
    }));

  test.each([false, true])("is kept when it is cancelled in the middle (in a cache: %s)", (cache) =>
    using(
      async ({ compute, count }) => {
        const controller = new AbortController();
        let seen = 0;
        const cancelled = compute.embed(
          { data, model },
          {
            signal: controller.signal,
            onProgress: ({ done, stage }) => {
              if (!stage.includes("images") || done < 64) return;
              seen = Math.max(seen, done);
              controller.abort();
            },
          },
        );
        await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
        const found = await compute.embed({ data, model });
        expect(found.rows.length).toBe(400);
        expect(found.reused).toBeGreaterThanOrEqual(seen);
        // Images that were read ahead when it was cancelled are read again.
        expect(count.read).toBeLessThan(400 + 200);
      },
      { cache },
    ),
  );

  test("goes on for others when one caller cancels", () =>
    using(async ({ compute, count }) => {
      const controller = new AbortController();
      const how = { signal: controller.signal, onProgress: () => controller.abort() };
      const [one, other] = await Promise.allSettled([
        compute.embed({ data, model }, how),
        compute.embed({ data, model }),
      ]);
      expect(one).toMatchObject({ status: "rejected", reason: { code: "cancelled" } });
      expect(other).toMatchObject({ status: "fulfilled", value: { reused: 0 } });
      expect(count).toEqual({ opened: 1, read: 400 });
    }));
});

test("unreadable images stay rows, are counted, and end nothing", async () => {
  const broken = [7, 8, 201];
  await using(
    async ({ compute }) => {
      const request = { data, model, seed, classes: labels, templates };
      const { failures, rows } = await compute.embed({ data, model });
      expect([failures.map(({ row }) => row), rows.length]).toEqual([broken, 397]);
      const found = await compute.scores(request);
      expect([found.top1?.n, found.manifest.leftOut]).toEqual([397, { "bad-image": 3 }]);
      const map = await compute.map({ data, model, seed, method: "pca" });
      expect(map.result.rows.length).toBe(397);
      const shifts = await compute.shifts({ ...request, shift: "style" });
      expect(shifts.result.rows.length).toBe(397);
      const { result } = await compute.corruptions({
        ...request,
        kinds: ["contrast"],
        severities: [1],
        images: 40,
      });
      expect(result.rows.length).toBeGreaterThanOrEqual(39);
    },
    { broken },
  );
});

test("an image that can be read no more is left out of the corruptions and counted", async () => {
  const broken: number[] = [];
  await using(
    async ({ compute }) => {
      await compute.embed({ data, model });
      broken.push(0, 10);
      const { result, manifest } = await compute.corruptions({
        ...{ data, model, seed, classes: labels, templates },
        kinds: ["contrast", "pixelate"],
        severities: [1],
        images: 40,
      });
      const [{ clean, byKind }] = result.curves;
      expect([clean.n, byKind.contrast[0].n, result.rows.length]).toEqual([38, 38, 38]);
      expect(manifest.leftOut).toEqual({ "unreadable image": 2 });
    },
    { broken },
  );
});

test("a linear probe is measured beside the words, on as many images of the test split as are asked for", () =>
  using(async ({ compute }) => {
    const request = { data, model, seed, classes: labels, templates };
    const { result } = await compute.corruptions({
      ...request,
      kinds: ["contrast"],
      severities: [1],
      images: 20,
      probe: true,
    });
    expect(result.curves.map(({ name, clean }) => [name, clean.n])).toEqual([
      ["zero-shot", 20],
      ["linear probe", 20],
    ]);
    const split = opened.columns.get("split");
    if (split?.kind !== "category") throw new Error("no split");
    const test = Array.from(split.codes.keys()).filter((row) => split.values[split.codes[row]] === "test");
    expect([...result.rows]).toEqual(test.filter((_, i) => i % 4 === 0)); // 20 of 80
    const { result: probe } = await compute.probe({ data, model, seed });
    const right = [...result.rows].filter((row) => {
      const at = probe.rows.indexOf(row);
      return probe.predictions[at] === probe.labels[at];
    });
    expect(result.curves[1].clean.successes).toBe(right.length);
  }));

describe("on vectors without a model", () => {
  const none: ModelRef = { kind: "none" };
  let file: DataSpec;
  beforeAll(async () => {
    const encoder = await openEncoder({ kind: "path", path });
    const { embeddings } = await embedDataset(opened, encoder);
    encoder.dispose();
    const lines = Array.from({ length: embeddings.rows }, (_, i) => {
      const vector = embeddings.data.subarray(i * embeddings.cols, (i + 1) * embeddings.cols);
      const label = opened.columns.get("label");
      return `${i},${label?.kind === "category" ? label.values[label.codes[i]] : ""},"[${vector.join()}]"`;
    });
    const table = join(folder, "vectors.csv");
    await writeFile(table, ["id,label,embedding", ...lines].join("\n"));
    file = { ref: { kind: "path", path: table }, roles: {} };
  });

  test("probe, map, search by a row, clusters and outliers answer; words say what they need", () =>
    using(async ({ compute }) => {
      const asked = { data: file, model: none, seed };
      const { vectors, images } = await compute.openDataset({ data: file });
      expect([vectors.map(({ name }) => name), images]).toEqual([["embedding"], false]);
      expect((await compute.embed(asked)).features).toBe("imported");
      const probe = await compute.probe(asked);
      expect(probe.result.accuracy.value).toBeGreaterThan(0.8);
      const { rows, cosines } = await compute.similarity({ ...asked, query: { row: 3 } });
      expect(cosines[rows.indexOf(3)]).toBeCloseTo(1, 5);
      const { result } = await compute.findings({
        ...asked,
        classes: labels,
        kinds: ["clusters", "outliers"],
      });
      expect([result.clusters?.rows.length, result.outliers?.length]).toEqual([400, 400]);
      expect(result.clusters?.count).toBeGreaterThan(1);
      expect(result.clusters?.names).toBeUndefined();
      await expect(compute.scores({ ...asked, classes: labels })).rejects.toMatchObject({
        code: "not-supported",
      });
    }));
});

test("a search by text, an image's classes, its tokens and its tile", () =>
  using(async ({ compute }) => {
    const { rows, cosines, times } = await compute.similarity({ data, model, query: { text: "a ring" } });
    expect([rows.length, cosines.length, times.products > 0]).toEqual([400, 400, true]);
    const picture = (await opened.images?.read(5)) as string;
    const { readFile } = await import("node:fs/promises");
    const images = [new Blob([await readFile(picture)]), new Blob(["no image"])];
    const found = await compute.classify({ model, images, classes: named(), templates });
    const { predictions } = await compute.scores({ data, model, seed, classes: named(), templates });
    expect(found.images[0]).toMatchObject({ classes: expect.objectContaining({ 0: predictions[5] }) });
    expect(found.images[1]).toEqual({ error: expect.stringContaining("image") });
    const [{ tokens, fits }] = await compute.tokens({ model, texts: ["a ring"] });
    expect([tokens.length > 0, fits]).toEqual([true, true]);
    const tiles: number[] = [];
    await compute.tiles(
      { data, model, rows: Int32Array.of(4, 9), size: 32 },
      { onPartial: ({ row }) => tiles.push(row) },
    );
    expect(tiles.sort()).toEqual([4, 9]);
  }));

test("clusters are named after classes", () =>
  using(async ({ compute }) => {
    const { result } = await compute.findings({
      ...{ data, model, seed, classes: labels, templates },
      kinds: ["clusters"],
    });
    const { clusters, names, count } = result.clusters ?? {};
    expect([clusters?.length, names?.length]).toEqual([400, count]);
    expect(names?.every((name) => classNames.includes(name))).toBe(true);
  }));

test("a call with a signal that is already aborted rejects at once, and opens nothing", () =>
  using(async ({ compute, count }) => {
    const how = { signal: AbortSignal.abort() };
    const texts = { data, model, seed, classes: labels, templates };
    const calls: { [M in keyof Compute]?: () => Promise<unknown> } = {
      openDataset: () => compute.openDataset({ data }, how),
      openModel: () => compute.openModel({ model }, how),
      embed: () => compute.embed({ data, model }, how),
      scores: () => compute.scores(texts, how),
      map: () => compute.map({ data, model, seed }, how),
      similarity: () => compute.similarity({ data, model, query: { text: "x" } }, how),
      classify: () => compute.classify({ model, images: [], classes: named() }, how),
      tokens: () => compute.tokens({ model, texts: ["x"] }, how),
      shifts: () => compute.shifts(texts, how),
      corruptions: () => compute.corruptions(texts, how),
      probe: () => compute.probe({ data, model, seed }, how),
      templates: () => compute.templates(texts, how),
      calibration: () => compute.calibration(texts, how),
      fewShot: () => compute.fewShot(texts, how),
      findings: () => compute.findings(texts, how),
      tiles: () => compute.tiles({ data, rows: Int32Array.of(0), size: 32 }, how),
      extension: () => compute.extension({ name: "none", argument: 0 }, how),
    };
    for (const [name, call] of Object.entries(calls)) {
      await expect(call(), name).rejects.toMatchObject({ code: "cancelled" });
    }
    expect(count).toEqual({ opened: 0, read: 0 });
  }));

test("what can't be opened says so in a sentence", () =>
  using(async ({ compute }) => {
    const data = (ref: DataSpec["ref"]) => compute.openDataset({ data: { ref, roles: {} } });
    await expect(data({ kind: "files", name: "holiday" })).rejects.toThrow(/Choose holiday again/);
    await expect(data({ kind: "builtin", id: "nothing" })).rejects.toThrow(/choose one of shapes/);
    await expect(compute.openModel({ model: { kind: "files", name: "vit" } })).rejects.toThrow(
      /Choose vit again/,
    );
    await expect(compute.extension({ name: "x", argument: 0 })).rejects.toThrow(/no extension "x"/);
  }));
