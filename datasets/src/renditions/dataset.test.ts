import type { RgbImage } from "@clipscope/types";
import { beforeAll, expect, test } from "vitest";
import type { CategoryColumn, Dataset, ListColumn } from "../dataset.js";
import { tilesOf } from "../tiles.js";
import { openRenditionsDataset } from "./dataset.js";
import { prepareRenditions } from "./prepare.js";
import { openRenditions, type Renditions } from "./renditions.js";
import { subgroupTask } from "./tasks.js";

let folder: string;
let renditions: Renditions;
let dataset: Dataset;
beforeAll(async () => {
  folder = await prepareRenditions();
  renditions = await openRenditions(folder);
  dataset = await openRenditionsDataset(folder, { renditions: ["twemoji", "fxemoji"] });
}, 600_000);

const category = (name: string) => dataset.columns.get(name) as CategoryColumn;
const valueAt = (name: string, row: number) => category(name).values[category(name).codes[row]];

test("every image is a row with its rendition, its concept and the concept's place in CLDR", async () => {
  const packs = [await renditions.load("twemoji"), await renditions.load("fxemoji")];
  expect(dataset.rows).toBe(packs[0].info.count + packs[1].info.count);
  let row = 0;
  for (const pack of packs) {
    for (const [i, c] of pack.concepts.entries()) {
      const { id, name, group } = renditions.concepts[c];
      expect(dataset.keys.at(row)).toBe(`${pack.info.id}/${id}`);
      expect([valueAt("rendition", row), valueAt("concept", row), valueAt("group", row)]).toEqual([
        pack.info.id,
        name,
        group,
      ]);
      if (i % 500 === 0) {
        const image = (await dataset.images?.read(row)) as RgbImage;
        expect(image.data).toEqual(pack.image(i).data);
      }
      row++;
    }
  }
});

test("a concept's parent is its subgroup, whose parent is its group", () => {
  const [concept, subgroup, group] = ["concept", "subgroup", "group"].map(category);
  for (const row of [0, 700, dataset.rows - 1]) {
    expect(concept.parent?.of[concept.codes[row]]).toBe(subgroup.codes[row]);
    expect(subgroup.parent?.of[subgroup.codes[row]]).toBe(group.codes[row]);
  }
});

test("the split is the subgroup task's, and its classes are the values of the subgroup column", async () => {
  const task = subgroupTask(renditions);
  const twemoji = await renditions.load("twemoji");
  for (const split of ["train", "validation", "test"] as const) {
    const { rows, labels } = task.images(twemoji, split);
    const own = Array.from({ length: twemoji.info.count }, (_, row) => row).filter(
      (row) => valueAt("split", row) === split,
    );
    expect(own).toEqual([...rows]);
    expect(own.map((row) => valueAt("subgroup", row))).toEqual(
      Array.from(labels, (label) => task.classNames[label]),
    );
  }
});

test("a row's captions are its name and its keywords", () => {
  const { offsets, codes, values } = dataset.columns.get("keywords") as ListColumn;
  const own = Array.from(codes.subarray(offsets[0], offsets[1]), (code) => values[code]);
  const [{ name, keywords }] = renditions.concepts;
  expect(own).toEqual([...new Set([name, ...keywords])]);
});

test("the hash tells one choice of renditions from another, and is the same for the same one", async () => {
  const again = await openRenditionsDataset(folder, { renditions: ["twemoji", "fxemoji"] });
  const other = await openRenditionsDataset(folder, { renditions: ["fxemoji", "twemoji"] });
  expect(again.hash).toBe(dataset.hash);
  expect(other.hash).not.toBe(dataset.hash);
  expect(dataset.images?.contentKey(1652)).not.toBe(dataset.images?.contentKey(0));
});

test("without a choice it holds the renditions for evaluation; an unknown one is refused by name", async () => {
  const { columns } = await openRenditionsDataset(folder);
  const evaluation = renditions.renditions.filter(({ use }) => use === "evaluation").map(({ id }) => id);
  expect((columns.get("rendition") as CategoryColumn).values.toSorted()).toEqual(evaluation.toSorted());
  const missing = openRenditionsDataset(folder, { renditions: ["emojicons"] });
  await expect(missing).rejects.toMatchObject({
    code: "bad-argument",
    message: expect.stringContaining("twemoji"),
  });
});

test("tiles are the prepared pixels, at their own size as they are", async () => {
  const rows = [0, dataset.rows - 1];
  for await (const tile of tilesOf(dataset, 64).read(rows)) {
    const stored = (await dataset.images?.read(tile.row)) as RgbImage;
    if ("error" in tile) throw new Error(tile.error);
    const colors = Uint8Array.from(tile.image.data).filter((_, i) => i % 4 !== 3);
    expect(colors).toEqual(Uint8Array.from(stored.data));
    expect(tile.image.data.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
  }
  for await (const tile of tilesOf(dataset, 128).read(rows)) expect(tile).toHaveProperty("image.width", 128);
});
