import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDataset } from "@clipscope/datasets";
import {
  type EmbeddedImages,
  embedDataset,
  type MapPositions,
  openEncoder,
  openStudy,
  projectedEmbeddings,
  type Study,
} from "@clipscope/study";
import { type Embeddings, normalizeRows } from "@clipscope/types";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeImages } from "./images.mjs";

// What is measured on a map, on real pictures, compared with loops over all pairs.
const model = join(import.meta.dirname, "model");
let folder: string;
let study: Study;
let images: EmbeddedImages;
let space: Embeddings;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-map-"));
  await writeImages(folder);
  study = await openStudy({ data: folder, model });
  const encoder = await openEncoder(model);
  images = await embedDataset(await openDataset(folder), encoder);
  space = normalizeRows(projectedEmbeddings(images, encoder));
  const { texts } = study.doc.value;
  expect(texts).toHaveLength(1);
  const vectors: number[][] = [];
  for (const { names } of study.classes()) {
    const prompts = study.templates().map((template) => template.replace("{}", names[0]));
    vectors.push(unit(columnsOf(normalizeRows(await encoder.embedTexts(prompts)))));
  }
  vectors.push(unit(columnsOf(await encoder.embedTexts([TEXT]))));
  words = vectors;
  encoder.dispose();
});
/** The sum of a matrix's rows. */
const columnsOf = ({ data, rows, cols }: Embeddings) =>
  Array.from({ length: cols }, (_, c) =>
    Array.from({ length: rows }, (_, r) => data[r * cols + c]).reduce((a, b) => a + b),
  );
const unit = (vector: number[]) => vector.map((value) => value / Math.hypot(...vector));
const TEXT = "a red circle";
/** The vectors of the classes, and that of the text. */
let words: number[][];

afterAll(async () => {
  study?.dispose();
  await rm(folder, { recursive: true, force: true });
});

const cosine = (a: number, b: number) => {
  let sum = 0;
  for (let c = 0; c < space.cols; c++) sum += space.data[a * space.cols + c] * space.data[b * space.cols + c];
  return sum;
};

/** The k nearest of an image by comparing all. */
const nearest = (row: number, k: number, distance: (other: number) => number) => {
  const distances = Array.from({ length: space.rows }, (_, other) => distance(other));
  return Array.from(distances.keys())
    .filter((other) => other !== row)
    .sort((a, b) => distances[a] - distances[b])
    .slice(0, k);
};
const ranked = new Map<number, number[]>();
const nearestInSpace = (row: number, k: number) => {
  const known = ranked.get(row) ?? nearest(row, 15, (other) => -cosine(row, other));
  ranked.set(row, known);
  return known.slice(0, k);
};
const nearestOnMap = ({ x, y }: Pick<MapPositions, "x" | "y">, row: number, k: number) =>
  nearest(row, k, (other) => Math.hypot(x[other] - x[row], y[other] - y[row]));
const SOME = [0, 17, 123, 250, 399];

test("the neighbor graph has the rows with the highest cosines", async () => {
  const graph = await study.neighborGraph(8).done;
  expect(graph.rows).toEqual(images.rows);
  for (const row of SOME) {
    const own = Array.from(graph.indices.subarray(row * 8, row * 8 + 8));
    expect(own).toEqual(nearestInSpace(row, 8));
    expect(1 - graph.distances[row * 8]).toBeCloseTo(cosine(row, own[0]), 5);
  }
});

test("another minDist or seed lays out without a search, and differs", async () => {
  const watch = async (settings: Parameters<Study["map"]>[0]) => {
    const seen = new Set<string>();
    const stop = study.jobs.running.subscribe((jobs) => {
      for (const { stage } of jobs) seen.add(stage);
    });
    const { positions } = await study.map(settings).done;
    stop();
    return { positions, seen };
  };
  const first = await watch({});
  const tight = await watch({ minDist: 0.4 });
  const other = await watch({ seed: 7 });
  expect(tight.seen).not.toContain("neighbors");
  expect(other.seen).not.toContain("neighbors");
  expect(tight.seen).toContain("layout");
  expect(tight.positions.x).not.toEqual(first.positions.x);
  expect(other.positions.x).not.toEqual(first.positions.x);
});

test("honesty is the share of the 15 nearest that are near on the map too, and a column", async () => {
  const { positions } = await study.map().done;
  const { k, honesty, mean } = await study.mapQuality().done;
  expect(k).toBe(15);
  for (const row of SOME) {
    const near = new Set(nearestInSpace(row, 15));
    const kept = nearestOnMap(positions, row, 15).filter((other) => near.has(other));
    expect(honesty[row]).toBeCloseTo(kept.length / 15, 6);
  }
  expect(mean).toBeCloseTo(honesty.reduce((sum, each) => sum + each, 0) / honesty.length, 5);
  expect(mean).toBeGreaterThan(0.2); // random positions keep 15 / 400
  const column = study.column("map honesty");
  expect(column?.kind === "number" && Array.from(column.values)).toEqual(Array.from(honesty));
});

test("stability is measured on three seeds, the first of which is the map itself", async () => {
  const { positions } = await study.map().done;
  const { stability, mean, layouts, k } = await study.mapStability().done;
  expect(layouts.map(({ seed }) => seed)).toEqual([0, 1, 2].map((more) => study.doc.value.seed + more));
  expect(layouts[0].x).toEqual(Float32Array.from(positions.x));
  for (const row of SOME) {
    const sets = layouts.map((layout) => new Set(nearestOnMap(layout, row, k)));
    const jaccard = (a: Set<number>, b: Set<number>) =>
      [...a].filter((each) => b.has(each)).length / new Set([...a, ...b]).size;
    const [a, b, c] = sets;
    expect(stability[row]).toBeCloseTo((jaccard(a, b) + jaccard(a, c) + jaccard(b, c)) / 3, 5);
  }
  expect(mean).toBeGreaterThan(0.1);
  expect(mean).toBeLessThan(1);
});

test("a region's image is the one that most others of the region have among their nearest", async () => {
  const { regions } = await study.mapRegions().done;
  expect(regions.length).toBeGreaterThan(3);
  for (const { points, central, parent, level } of regions.slice(0, 5)) {
    const inside = new Set(points);
    const listed = (point: number) =>
      [...points].filter((other) => nearestInSpace(other, 15).includes(point)).length;
    const most = Math.max(...[...inside].map(listed));
    expect(listed(central)).toBe(most);
    expect(inside.has(central)).toBe(true);
    if (parent >= 0) expect(regions[parent].level).toBeLessThan(level);
  }
});

test("classes and texts have their nearest images, and the gap its three cosines", async () => {
  const { classes, texts, gap } = await study.anchors({ texts: [TEXT] }).done;
  const names = study.classes().map(({ names }) => names[0]);
  expect(classes).toHaveLength(names.length);
  const { rows, cosines } = await study.similarity({ text: TEXT }).done;
  const order = Array.from(rows.keys()).sort((a, b) => cosines[b] - cosines[a]);
  expect(Array.from(texts[0].rows)).toEqual(order.slice(0, 10).map((at) => rows[at]));
  expect(texts[0].cosines[0]).toBeCloseTo(cosines[order[0]], 5);
  const pictures = images.rows.length;
  const picture = (row: number) => Array.from(space.data.subarray(row * space.cols, (row + 1) * space.cols));
  const all = Array.from({ length: pictures }, (_, row) => picture(row));
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, c) => sum + value * b[c], 0);
  const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const pairs = (vectors: number[][]) => vectors.flatMap((a, i) => vectors.slice(0, i).map((b) => dot(a, b)));
  expect(gap?.images).toBeCloseTo(meanOf(pairs(all)), 5);
  expect(gap?.texts).toBeCloseTo(meanOf(pairs(words)), 5);
  expect(gap?.between).toBeCloseTo(meanOf(all.flatMap((a) => words.map((b) => dot(a, b)))), 5);
  const one = await study.anchors({ texts: [] }).done;
  expect(one.classes).toEqual(classes);
});

test("without a model, texts say that they need one; maps of vectors have all the rest", async () => {
  const none = await openStudy({ data: folder, model: "none" });
  expect(none.anchors().status).toBe("missing");
  expect(none.mapQuality()).toMatchObject({ status: "missing" });
  none.dispose();
});
