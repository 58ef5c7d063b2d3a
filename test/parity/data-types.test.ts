import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cellText, type Dataset, openDataset } from "@clipscope/datasets";
import { expect, test } from "vitest";
import { golden, readJson } from "./goldens.js";

const expected: { columns: Record<string, string[]>; paths: string[] } = readJson("data-types/expected.json");
const place = (name: string) => golden(`data-types/${name}`);

function textsOf(data: Dataset): Record<string, string[]> {
  const every = Array.from({ length: data.rows }, (_, row) => row);
  return Object.fromEntries(
    Array.from(data.columns, ([name, column]) => [name, every.map((row) => cellText(column, row))]),
  );
}

test.each(["types.parquet", "types.feather"])(
  "dates, flags, large whole numbers, structures and nested lists of %s are what `datasets` reads",
  async (name) => {
    const data = await openDataset(place(name));
    expect(textsOf(data)).toEqual(expected.columns);
    expect(data.roles.label).toBe("fine");
    expect(data.columns.get("id")?.kind).toBe("text"); // 2^60 + 1 is no float64
    expect(data.columns.get("count")?.kind).toBe("number");
  },
);

test("a dataset saved to a disk has the same columns, and a folder for each split", async () => {
  const data = await openDataset(place("saved"));
  const { split, ...columns } = textsOf(data);
  expect(split).toEqual(["test", "test", "train", "train", "train", "train"]);
  expect(data.roles.split).toBe("split");
  const inOrder = Object.entries(expected.columns).map(([name, texts]) => [
    name,
    [...texts.slice(4), ...texts.slice(0, 4)],
  ]);
  expect(columns).toEqual(Object.fromEntries(inOrder));
});

test("a repository of the hub is its Parquet files, and not the pictures of its README", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hub-"));
  await cp(golden("data/hugging-face"), join(folder, "data"), { recursive: true });
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "assets/example.png"), "x");
  await writeFile(join(folder, "README.md"), "![](assets/example.png)");
  const [repository, data] = [await openDataset(folder), await openDataset(golden("data/hugging-face"))];
  expect(repository.hash).toBe(data.hash);
  await writeFile(
    join(folder, "data/train-00000-of-00002.parquet"),
    "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21\nsize 12345\n",
  );
  await rm(join(folder, "data/test-00000-of-00001.parquet"));
  await rm(join(folder, "assets"), { recursive: true });
  await expect(openDataset(folder)).rejects.toThrow(/train-00000-of-00002\.parquet is a pointer of Git LFS/);
  await rm(folder, { recursive: true });
});

test("images that are kept as paths alone are found beside the file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "paths-"));
  await cp(place("paths.parquet"), join(folder, "paths.parquet"));
  await expect(openDataset(join(folder, "paths.parquet"))).rejects.toThrow(
    "None of the 3 image paths in the column “image” leads to a file; the first is images/0.png.",
  );
  await mkdir(join(folder, "images"));
  for (const path of expected.paths) await cp(golden("images/palette.png"), join(folder, path));
  const data = await openDataset(join(folder, "paths.parquet"));
  expect(textsOf(data)).toEqual({ image: expected.paths, label: ["cat", "dog", "cat"] });
  expect(await data.images?.read(2)).toBe(join(folder, "images/2.png"));
  await rm(folder, { recursive: true });
});
