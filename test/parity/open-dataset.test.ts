import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Column, type Dataset, openDataset } from "@clipscope/datasets";
import { publishedPrompts } from "@clipscope/toolkit";
import type { ImageInput, RgbImage } from "@clipscope/types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { golden, readBytes, readJson } from "./goldens.js";

const expected = readJson("open-dataset/expected.json");
const place = (name: string) => golden(`open-dataset/${name}`);

let top: string;
beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), "open-dataset-"));
});
afterAll(() => rm(top, { recursive: true }));

const rowsOf = (data: Dataset) => Array.from({ length: data.rows }, (_, row) => row);
const keysOf = (data: Dataset) => rowsOf(data).map((row) => data.keys.at(row));
const column = (data: Dataset, name: string) => data.columns.get(name) as Column;
function texts(data: Dataset, name: string): string[] {
  const found = column(data, name);
  return rowsOf(data).map((row) => {
    if (found.kind === "category") return found.values[found.codes[row]] ?? "";
    if (found.kind === "text") return found.at(row);
    if (found.kind === "number") return Number.isNaN(found.values[row]) ? "" : String(found.values[row]);
    return [...found.codes.subarray(found.offsets[row], found.offsets[row + 1])]
      .map((code) => found.values[code])
      .join("|");
  });
}
const sha256 = (content: ImageInput | undefined) =>
  createHash("sha256")
    .update(content as Uint8Array)
    .digest("hex");

test("a folder has the classes and the order of torchvision's ImageFolder", async () => {
  const { paths, classes, samples } = expected.imageFolder;
  for (const path of paths) {
    await mkdir(dirname(join(top, "folder", path)), { recursive: true });
    await writeFile(join(top, "folder", path), "");
  }
  const data = await openDataset(join(top, "folder"));
  expect(column(data, "label")).toMatchObject({ kind: "category", values: classes });
  const labels = texts(data, "label");
  expect(keysOf(data).map((key, row) => [key, labels[row]])).toEqual(samples);
});

interface Table {
  name: string;
  text: string;
  columns: [title: string, values: string[]][];
  numbers: string[];
}

describe("a table has the rows that pandas reads", () => {
  test.each<Table>(expected.tables)("$name", async ({ name, text, columns, numbers }) => {
    await mkdir(join(top, "tables"), { recursive: true });
    await writeFile(join(top, "tables", name), text);
    const data = await openDataset(join(top, "tables", name), { image: null, label: null });
    expect([...data.columns.keys()]).toEqual(columns.map(([title]) => title));
    for (const [title, values] of columns) {
      const number = numbers.includes(title);
      expect(column(data, title).kind === "number", `${title} is a number`).toBe(number);
      const same = number ? values.map((each) => (each === "" ? "" : String(Number(each)))) : values;
      expect(texts(data, title)).toEqual(same);
    }
  });
});

describe("an archive has the members that Python wrote", () => {
  test.each(["pets.zip", "pets-pax.tar", "pets-gnu.tar"])("%s", async (name) => {
    const data = await openDataset(place(name));
    const wanted = Object.entries<string>(expected.archives.pets);
    expect(keysOf(data).toSorted()).toEqual(wanted.map(([path]) => path).toSorted());
    for (const [row, key] of keysOf(data).entries()) {
      expect(sha256(await data.images?.read(row))).toBe(expected.archives.pets[key]);
    }
    expect(new Set(texts(data, "label"))).toEqual(new Set(["cat", "dog"]));
    expect(data.problems).toEqual([]);
  });

  test.each(["links-pax.tar", "links-gnu.tar"])("%s, with links as Python unpacks them", async (name) => {
    const data = await openDataset(place(name));
    const found = rowsOf(data).map(async (row) => [data.keys.at(row), sha256(await data.images?.read(row))]);
    expect(Object.fromEntries(await Promise.all(found))).toEqual(expected.archives.links);
  });

  test.each(["samples-000000.tar", "samples.tar.gz"])("%s, a WebDataset", async (name) => {
    const data = await openDataset(place(name));
    const samples = expected.archives.webdataset;
    expect(keysOf(data)).toEqual(samples.map(({ key }: { key: string }) => key));
    expect(data.roles).toEqual({ label: "cls", caption: "txt" });
    expect(texts(data, "cls")).toEqual(samples.map(({ cls }: { cls: string }) => cls));
    expect(texts(data, "txt")).toEqual(samples.map(({ txt }: { txt: string }) => txt));
    expect(texts(data, "camera.id")).toEqual(
      samples.map(({ json }: { json: { camera: { id: string } } }) => json.camera.id),
    );
    expect(texts(data, "tags")).toEqual(
      samples.map(({ json }: { json: { tags: string[] } }) => json.tags.join("|")),
    );
    for (const [row, sample] of samples.entries())
      expect(sha256(await data.images?.read(row))).toBe(sample.sha256);
  });

  test("the same from a page's file as from a disk", async () => {
    for (const name of ["pets.zip", "samples.tar.gz"]) {
      const picked = await openDataset(new File([readBytes(`open-dataset/${name}`)], name));
      const onDisk = await openDataset(place(name));
      expect(picked.hash).toBe(onDisk.hash);
      expect(await picked.images?.read(2)).toEqual(await onDisk.images?.read(2));
    }
  });
});

describe("MNIST's files", () => {
  const gray = (image: ImageInput | undefined) => (image as RgbImage).data.filter((_, i) => i % 3 === 0);

  test("are read with their labels, packed or not", async () => {
    for (const [name, file] of [
      ["train", "train-images-idx3-ubyte.gz"],
      ["t10k", "t10k-images-idx3-ubyte"],
    ]) {
      const data = await openDataset(place(`mnist/${file}`));
      const { images, labels } = expected.mnist[name];
      expect(texts(data, "label")).toEqual(labels.map(String));
      for (const row of rowsOf(data)) {
        const image = (await data.images?.read(row)) as RgbImage;
        expect([image.width, image.height]).toEqual([4, 5]);
        expect([...gray(image)]).toEqual(images[row]);
      }
    }
  });

  test("of a folder are one dataset with a split", async () => {
    const data = await openDataset(place("mnist"));
    expect(texts(data, "split")).toEqual([...Array(3).fill("test"), ...Array(6).fill("train")]);
    expect(data.roles).toEqual({ label: "label", split: "split" });
    expect([...gray(await data.images?.read(8))]).toEqual(expected.mnist.train.images[5]);
  });
});

test("CIFAR-100's binary files have the pixels and both labels that torchvision reads", async () => {
  const data = await openDataset(place("cifar-100-binary"));
  const { train, test: held } = expected.cifar;
  expect(texts(data, "split")).toEqual(["test", "train", "train"]);
  const labels = [...held.labels, ...train.labels];
  expect(texts(data, "coarse_label")).toEqual(labels.map(([coarse]) => `coarse${coarse}`));
  expect(texts(data, "fine_label")).toEqual(labels.map(([, fine]) => `fine${fine}`));
  expect(data.roles.label).toBe("fine_label");
  const digests = [...held.sha256, ...train.sha256];
  for (const row of rowsOf(data)) {
    const image = (await data.images?.read(row)) as RgbImage;
    expect(sha256(image.data)).toBe(digests[row]);
  }
});

test("ImageNet's classes are called in datasets as in toolkit's published prompts", async () => {
  const folders = ["n01440764", "n15075141"].map((id) => ({ path: `${id}/1.jpg`, file: new Blob([id]) }));
  const { vocabulary } = await openDataset(folders);
  const prompts = await publishedPrompts();
  expect(vocabulary?.classNames).toEqual(prompts.find(({ dataset }) => dataset === "ImageNet")?.classes);
  expect(vocabulary?.of).toEqual(Int32Array.of(0, 999));
});
