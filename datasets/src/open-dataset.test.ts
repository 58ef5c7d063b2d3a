import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CategoryColumn, Dataset } from "./dataset.js";
import { openDataset } from "./open-dataset.js";

let top: string;
beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), "datasets-"));
});
afterAll(() => rm(top, { recursive: true }));

async function folder(name: string, paths: readonly string[]): Promise<string> {
  for (const path of paths) {
    await mkdir(dirname(join(top, name, path)), { recursive: true });
    await writeFile(join(top, name, path), `content of ${path}`);
  }
  return join(top, name);
}

const keysOf = (data: Dataset) => Array.from({ length: data.rows }, (_, row) => data.keys.at(row));
function valuesOf(data: Dataset, name: string): (string | undefined)[] {
  const { codes, values } = data.columns.get(name) as CategoryColumn;
  return Array.from(codes, (code) => values[code]);
}

describe("a folder of images", () => {
  test("has a class for each sub-folder, and says what it passed over", async () => {
    const place = await folder("pets", [
      "dog/b.PNG",
      "dog/puppies/a.jpeg",
      "cat/1.webp",
      "cat/2.jfif",
      "cat/notes.txt",
      "cat/.DS_Store.png",
      "loose.gif",
    ]);
    const pets = await openDataset(place);
    expect(keysOf(pets)).toEqual([
      "loose.gif",
      "cat/1.webp",
      "cat/2.jfif",
      "dog/b.PNG",
      "dog/puppies/a.jpeg",
    ]);
    expect(valuesOf(pets, "label")).toEqual([undefined, "cat", "cat", "dog", "dog"]);
    expect(pets).toMatchObject({ title: "pets", roles: { label: "label" }, problems: [], unread: [] });
    expect(pets.notes).toEqual([
      "1 file is not an image and was skipped (1 .txt).",
      "1 image is outside every class folder and has no label.",
    ]);
    expect(await pets.images?.read(0)).toBe(join(place, "loose.gif"));
  });

  test("may be flat", async () => {
    const flat = await openDataset(await folder("flat", ["b.jpg", "a.jpg"]));
    expect(keysOf(flat)).toEqual(["a.jpg", "b.jpg"]);
    expect(flat.roles).toEqual({});
  });

  test.each([
    [
      "splits",
      ["train/cat/1.png", "train/dog/1.png", "val/cat/2.png"],
      { split: ["train", "train", "val"], label: ["cat", "dog", "cat"] },
    ],
    [
      "splits within classes",
      ["cat/train/1.png", "cat/test/2.png", "dog/train/3.png"],
      { split: ["test", "train", "train"], label: ["cat", "cat", "dog"] },
    ],
    [
      "styles",
      ["photo/cat/1.png", "photo/dog/1.png", "sketch/cat/1.png", "sketch/dog/1.png"],
      { shift: ["photo", "photo", "sketch", "sketch"], label: ["cat", "dog", "cat", "dog"] },
    ],
    [
      "splits and styles",
      ["train/photo/cat/1.png", "train/photo/dog/1.png", "train/sketch/cat/1.png", "train/sketch/dog/1.png"],
      {
        split: ["train", "train", "train", "train"],
        shift: ["photo", "photo", "sketch", "sketch"],
        label: ["cat", "dog", "cat", "dog"],
      },
    ],
    [
      "corruptions of five severities",
      [
        "fog/1/cat/1.png",
        "fog/1/dog/1.png",
        "fog/2/cat/1.png",
        "fog/2/dog/1.png",
        "blur/1/cat/1.png",
        "blur/1/dog/1.png",
        "blur/2/cat/1.png",
        "blur/2/dog/1.png",
      ],
      {
        shift: ["blur", "blur", "blur", "blur", "fog", "fog", "fog", "fog"],
        severity: ["1", "1", "2", "2", "1", "1", "2", "2"],
      },
    ],
    ["a folder around the classes", ["images/cat/1.png", "images/dog/1.png"], { label: ["cat", "dog"] }],
    [
      "conditions within more classes",
      ["cat/in/1.png", "cat/out/1.png", "dog/in/1.png", "dog/out/1.png", "fox/in/1.png", "fox/out/1.png"],
      { label: ["cat", "cat", "dog", "dog", "fox", "fox"], shift: ["in", "out", "in", "out", "in", "out"] },
    ],
  ])("is understood with %s", async (name, paths, columns) => {
    const data = await openDataset(await folder(`levels ${name}`, paths));
    for (const [column, values] of Object.entries(columns)) expect(valuesOf(data, column)).toEqual(values);
    for (const role of ["label", "split", "shift"] as const) {
      expect(data.roles[role]).toBe(data.columns.has(role) ? role : undefined);
    }
  });

  test("follows links to folders, but not in a circle", async () => {
    const place = await folder("linked", ["cat/1.png"]);
    const elsewhere = await folder("elsewhere", ["2.png"]);
    await symlink(elsewhere, join(place, "dog"));
    await symlink("..", join(place, "cat", "up"));
    const data = await openDataset(place);
    expect(keysOf(data)).toEqual(["cat/1.png", "dog/2.png"]);
    expect(data.notes).toContain("cat/up is a link to a folder above it and was not followed.");
    expect(data.unread).toEqual([]);
  });

  test("is read but for a folder without permission, which is named", async () => {
    const place = await folder("locked", ["ok/1.png", "no/2.png"]);
    await chmod(top, 0o755);
    await chmod(join(place, "no"), 0);
    const root = process.geteuid?.() === 0; // who may read everything
    if (root) process.seteuid?.(65534);
    const data = await openDataset(place).finally(() => root && process.seteuid?.(0));
    await chmod(join(place, "no"), 0o700);
    expect(keysOf(data)).toEqual(["ok/1.png"]);
    expect(data.unread).toEqual([
      { path: "no", message: `The folder ${join(place, "no")} can't be read (no permission); the rest was.` },
    ]);
  });

  test("has a hash of its content that doesn't change with its place or time", async () => {
    const paths = ["cat/1.png", "dog/2.png"];
    const [a, b] = [await folder("one", paths), await folder("two", paths)];
    const [one, two] = [await openDataset(a), await openDataset(b)];
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(two.hash).toBe(one.hash);
    expect(two.images?.contentKey(0)).toBe(one.images?.contentKey(0));
    await writeFile(join(b, "cat/1.png"), "content of cat/9.png");
    expect((await openDataset(b)).hash).not.toBe(one.hash);
  });

  test("is taken from a page's files as from a disk", async () => {
    const paths = ["cat/1.png", "cat/more/2.png", "dog/3.png"];
    const files = paths.map((path) => ({
      path: `pets/${path}`,
      file: new File([`content of ${path}`], "x"),
    }));
    const [picked, onDisk] = [await openDataset(files), await openDataset(await folder("same", paths))];
    expect(keysOf(picked)).toEqual(keysOf(onDisk));
    expect(picked.hash).toBe(onDisk.hash);
    expect(picked.title).toBe("pets");
    expect(await picked.images?.read(0)).toEqual(new TextEncoder().encode("content of cat/1.png"));
  });

  test.each([
    ["nothing", [], /contains no images and no table\. It is empty/],
    ["texts", ["a.txt", "b.txt", "c.md"], /contains no images and no table\. Found: 2 \.txt, 1 \.md/],
    [
      "a checkpoint",
      ["config.json", "model.safetensors"],
      /is a checkpoint \(config\.json, model\.safetensors\), not data: give it as the model/,
    ],
    ["pickles", ["data_batch_1.pkl"], /Python pickle.*binary version/],
    ["CIFAR's pickles", ["data_batch_1", "batches.meta"], /Python pickle.*binary version/],
  ])("is refused with a sentence if it holds %s", async (name, paths, message) => {
    const place = await folder(`refused ${name}`, paths);
    await mkdir(place, { recursive: true });
    await expect(openDataset(place)).rejects.toThrow(message);
  });
});

test.each([
  [
    "epoch_1.pt",
    "PK\x03\x04",
    /is a PyTorch checkpoint\. If it is a model, give it as the model \(--model\)/,
  ],
  [
    "data_batch_1",
    "\x80\x02}q",
    /is a Python pickle\. Reading a pickle can run arbitrary code.*“binary version”/,
  ],
  [
    "lfs.parquet",
    "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21\nsize 12345\n",
    /is a pointer of Git LFS and not the file itself\. Fetch the files with git lfs pull/,
  ],
  ["test_batch", "\x80\x03}q", /is a Python pickle/],
  ["t.xlsx", "PK\x03\x04", /is a spreadsheet\. Save its sheet as CSV/],
  ["data.h5", "\x89HDF\r\n", /is an HDF5 file/],
  ["empty.csv", "", /empty\.csv is empty/],
  ["data_batch_1.bin", "abc", /has 3 bytes, which is not a multiple of the 3073 of an image of CIFAR-10/],
  [
    "train-images-idx3-ubyte",
    "\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x02",
    /should have 24 bytes for 2 × 2 × 2 values, but has 16/,
  ],
  [
    "letter.txt",
    "Dear all,\nthis is no table.\n",
    /neither its name nor its first bytes identify its format/,
  ],
  ["numbers.csv", "a,b\n1,2\n3,4\n", /has no images and no embeddings: its columns are a, b/],
])("%s, which is no data, is refused with what to do", async (name, content, message) => {
  await mkdir(join(top, "files"), { recursive: true });
  await writeFile(join(top, "files", name), Buffer.from(content, "latin1"));
  await expect(openDataset(join(top, "files", name))).rejects.toThrow(message);
});

test("a mistyped path, option or column is refused by name", async () => {
  await expect(openDataset(join(top, "none"))).rejects.toMatchObject({
    code: "not-found",
    message: /There is no file or folder/,
  });
  await expect(openDataset("")).rejects.toThrow(/give a URL/);
  await expect(openDataset("hf://owner/name")).rejects.toThrow(
    /hf:\/\/owner\/name can't be opened: give a path or/,
  );
  const place = await folder("mistyped", ["cat/1.png", "dog/2.png"]);
  await expect(openDataset(place, { lable: "x" } as never)).rejects.toThrow(/no option "lable"/);
  await expect(openDataset(place, { label: "klass" })).rejects.toThrow(
    /There is no column “klass” for the label: the columns are label\./,
  );
  expect((await openDataset(place, { label: null })).roles).toEqual({});
});
