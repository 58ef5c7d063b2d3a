import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { columnTexts } from "./columns.js";
import { concatenate } from "./concatenate.js";
import type { Column, Dataset } from "./dataset.js";
import { uniqueKeys } from "./keys.js";
import { datasetOf, openDataset } from "./open-dataset.js";
import { WORDNET_IDS } from "./published/imagenet-classes.js";

let top: string;
beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), "tables-"));
});
afterAll(() => rm(top, { recursive: true }));

async function write(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(top, path)), { recursive: true });
    await writeFile(join(top, path), content);
  }
}
const texts = (data: Dataset, name: string) => columnTexts(data.columns.get(name) as Column, data.rows);
const keysOf = (data: Dataset) => columnTexts(data.keys, data.rows);

describe("a table with paths of images", () => {
  test("has its images beside it, by relative, absolute and Windows paths and by address", async () => {
    await write({ "a/pics/1.jpg": "1", "a/pics/2.jpg": "2", "a/pics/3.jpg": "3" });
    await write({
      "a/t.csv": `image,label\npics/1.jpg,cat\n${join(top, "a/pics/2.jpg")},dog\npics\\3.jpg,cat\nhttps://example.org/4.jpg,dog\npics/5.jpg,cat\n`,
    });
    const data = await openDataset(join(top, "a/t.csv"));
    expect(await data.images?.read(0)).toBe(join(top, "a/pics/1.jpg"));
    expect(await data.images?.read(1)).toBe(join(top, "a/pics/2.jpg"));
    expect(await data.images?.read(2)).toBe(join(top, "a/pics/3.jpg"));
    expect(await data.images?.read(3)).toBe("https://example.org/4.jpg");
    expect(data.problems).toEqual([{ row: 4, message: "There is no file pics/5.jpg." }]);
    await expect(data.images?.read(4)).rejects.toThrow("There is no file pics/5.jpg.");
    expect(data.roles).toEqual({ label: "label" });
    expect(keysOf(data)[0]).toBe("pics/1.jpg");
    expect(data.notes).toContain("The images come from the column “image”.");
  });

  test("may have absolute paths of another machine, if their ends lie beside it", async () => {
    await write({ "other/pics/1.jpg": "1", "other/pics/2.jpg": "2" });
    await write({
      "other/t.csv": "image,label\nC:\\Users\\me\\pics\\1.jpg,cat\n/home/me/set/pics/2.jpg,dog\n",
    });
    const data = await openDataset(join(top, "other/t.csv"));
    expect(await data.images?.read(0)).toBe(join(top, "other/pics/1.jpg"));
    expect(await data.images?.read(1)).toBe(join(top, "other/pics/2.jpg"));
    expect(data.problems).toEqual([]);
  });

  test("is refused with the place where they were looked for if none is there, and told another", async () => {
    await write({ "b/t.csv": "file,label\n1.jpg,cat\n2.jpg,dog\n", "b/far/1.jpg": "1", "b/far/2.jpg": "2" });
    const place = join(top, "b/t.csv");
    await expect(openDataset(place)).rejects.toThrow(
      /None of the 2 image paths in the column “file” leads to a file; the first is 1\.jpg.*imageRoot/,
    );
    const data = await openDataset(place, { imageRoot: join(top, "b/far") });
    expect(data.problems).toEqual([]);
    expect((await openDataset(place, { image: null })).images).toBeUndefined();
  });

  test("need not be there where the table has embeddings, and a note says so", async () => {
    await write({ "b/e.csv": "file,label,embedding_0,embedding_1\n1.jpg,cat,1,0\n2.jpg,dog,0,1\n" });
    const data = await openDataset(join(top, "b/e.csv"));
    expect([data.images, data.vectors.size, data.problems]).toEqual([undefined, 1, []]);
    expect(data.notes).toContain(
      "The images in the column “file” are not here, so the embeddings alone are taken. With imageRoot (--image-root) the images are found elsewhere.",
    );
  });

  test("may be picked in a page with its images, or packed with them", async () => {
    const picked = await openDataset([
      { path: "d/t.csv", file: new File(["image,label\nimg/1.jpg,cat\nimg/2.jpg,dog"], "t.csv") },
      { path: "d/img/1.jpg", file: new File(["one"], "1.jpg") },
      { path: "d/img/2.jpg", file: new File(["two"], "2.jpg") },
    ]);
    expect(texts(picked, "label")).toEqual(["cat", "dog"]);
    const second = (await picked.images?.read(1)) as Uint8Array;
    expect(new TextDecoder().decode(second)).toBe("two");
    expect(picked.notes[0]).toBe("t.csv names the images of the folder: its rows are the data.");
  });

  test("is taken of a folder if it names the folder's images, and not otherwise", async () => {
    await write({
      "e/img/1.jpg": "1",
      "e/img/2.jpg": "2",
      "e/labels.csv": "file,kind\nimg/1.jpg,a\nimg/2.jpg,b\n",
    });
    expect((await openDataset(join(top, "e"))).columns.has("kind")).toBe(true);
    expect((await openDataset(join(top, "e"), { table: null })).columns.has("kind")).toBe(false);
    await expect(openDataset(join(top, "e"), { table: "t.csv" })).rejects.toThrow(/has no file t\.csv/);
    await write({ "e/labels.csv": "file,kind\nother/1.jpg,a\nother/2.jpg,b\n" });
    const folder = await openDataset(join(top, "e"));
    expect(folder.columns.has("kind")).toBe(false);
    expect(folder.notes).toContain("1 file is not an image and was skipped (1 .csv).");
  });

  test("may name the images of the folder by ids without an ending, as Kaggle's labels.csv do", async () => {
    const files = { "k/train/0a1.jpg": "1", "k/train/7.png": "2", "k/test/9.jpg": "3" };
    await write({ ...files, "k/labels.csv": "id,breed\n7,dingo\n0a1,pug\n404,pug\n" });
    for (const source of [
      join(top, "k"),
      ["k/labels.csv", ...Object.keys(files)].map((path) => ({
        path,
        file: new File(path.endsWith("csv") ? ["id,breed\n7,dingo\n0a1,pug\n404,pug\n"] : [path], path),
      })),
    ]) {
      const data = await openDataset(source);
      expect(keysOf(data)).toEqual(["7", "0a1", "404"]);
      expect(texts(data, "breed")).toEqual(["dingo", "pug", "pug"]);
      expect(data.problems).toEqual([{ row: 2, message: "There is no file 404." }]);
      expect(data.images?.contentKey(1)).toBeDefined();
    }
    const data = await openDataset(join(top, "k/labels.csv"), {
      image: "id",
      imageRoot: join(top, "k/train"),
    });
    expect(await data.images?.read(1)).toBe(join(top, "k/train/0a1.jpg"));
  });

  test("is also the val.txt of a folder, alone or with train.txt", async () => {
    await write({ "v/images/a.JPEG": "1", "v/images/b.JPEG": "2", "v/README.txt": "A set, by me.\n" });
    await write({ "v/val.txt": "a.JPEG 7\nb.JPEG 3\n" });
    const list = await openDataset(join(top, "v"));
    expect(texts(list, "label")).toEqual(["7", "3"]);
    expect(await list.images?.read(1)).toBe(join(top, "v/images/b.JPEG"));
    await write({ "v/train.txt": "a.JPEG 7\n" });
    const both = await openDataset(join(top, "v"));
    expect(texts(both, "split")).toEqual(["train", "val", "val"]);
    expect((await openDataset(join(top, "v"), { table: "val.txt" })).rows).toBe(2);
  });

  test("finds files whose accents are written in another way, as macOS writes them", async () => {
    const [composed, decomposed] = ["caf\u00e9", "cafe\u0301"];
    const csv = `image,label\n${composed}/1.jpg,x\n${composed}/2.jpg,y\n`;
    await write({ [`nfd/${decomposed}/1.jpg`]: "1", [`nfd/${decomposed}/2.jpg`]: "2", "nfd/t.csv": csv });
    for (const place of ["nfd", "nfd/t.csv"])
      expect((await openDataset(join(top, place))).problems).toEqual([]);
    const picked = [`${decomposed}/1.jpg`, `${decomposed}/2.jpg`].map((path) => ({
      path,
      file: new File([path], path),
    }));
    const data = await openDataset([...picked, { path: "t.csv", file: new File([csv], "t.csv") }]);
    expect(data.problems).toEqual([]);
    expect(texts(data, "label")).toEqual(["x", "y"]);
  });

  test("of captions, several an image, has a row an image", async () => {
    await write({ "f/1.jpg": "1", "f/2.jpg": "2" });
    await write({
      "f/captions.txt":
        'image,caption\n1.jpg,"A dog, running ."\n1.jpg,A dog .\n2.jpg,A cat .\n2.jpg,Cats .\n',
    });
    const data = await openDataset(join(top, "f/captions.txt"));
    expect(keysOf(data)).toEqual(["1.jpg", "2.jpg"]);
    expect(data.columns.get("caption")).toMatchObject({ kind: "list" });
    expect(texts(data, "caption")).toEqual(["A dog, running ., A dog .", "A cat ., Cats ."]);
    expect(data.roles).toEqual({ caption: "caption" });
    expect(data.notes).toContain(
      "The 4 rows are captions of 2 images: each image is one row, with a list of captions.",
    );
  });

  test("of captions is also as Flickr30k numbers them, as COCO annotates and as Karpathy splits", async () => {
    await write({ "l/1.jpg": "1", "l/2.jpg": "2" });
    await write({
      "l/flickr.csv":
        "image_name| comment_number| comment\n1.jpg| 0| A dog .\n1.jpg| 1| A wet dog .\n2.jpg| 0| A cat .\n2.jpg| 1| Two .\n",
      "l/coco.json": JSON.stringify({
        images: [
          { id: 7, file_name: "1.jpg" },
          { id: 9, file_name: "2.jpg" },
        ],
        annotations: [
          { image_id: 9, caption: "A cat.", category_id: 3 },
          { image_id: 7, caption: "A dog.", category_id: 1 },
          { image_id: 7, caption: "A wet dog.", category_id: 1 },
        ],
        categories: [
          { id: 1, name: "dog" },
          { id: 3, name: "cat" },
        ],
      }),
      "l/karpathy.json": JSON.stringify({
        dataset: "x",
        images: [
          {
            filename: "1.jpg",
            split: "train",
            sentences: [{ raw: "A dog.", tokens: ["a"] }, { raw: "A wet dog." }],
          },
          { filename: "2.jpg", split: "test", sentences: [{ raw: "A cat." }] },
        ],
      }),
    });
    const open = (name: string) => openDataset(join(top, "l", name));
    const flickr = await open("flickr.csv");
    expect(texts(flickr, "comment").map((text) => text.trim())).toEqual([
      "A dog ., A wet dog .",
      "A cat ., Two .",
    ]);
    expect(flickr.roles).toEqual({ caption: "comment" });
    const coco = await open("coco.json");
    expect(texts(coco, "captions")).toEqual(["A dog., A wet dog.", "A cat."]);
    expect(texts(coco, "categories")).toEqual(["dog", "cat"]);
    expect(coco.roles).toMatchObject({ caption: "captions" });
    const karpathy = await open("karpathy.json");
    expect(texts(karpathy, "sentences")).toEqual(["A dog., A wet dog.", "A cat."]);
    expect(karpathy.roles).toEqual({ caption: "sentences", split: "split" });
    expect(await karpathy.images?.read(1)).toBe(join(top, "l/2.jpg"));
  });

  test("may be a list of paths, with or without a label after a space", async () => {
    await write({
      "m/1.jpg": "1",
      "m/2.jpg": "2",
      "m/val.txt": "1.jpg 65\n2.jpg 970\n",
      "m/list.txt": "1.jpg\n2.jpg\n",
    });
    const labeled = await openDataset(join(top, "m/val.txt"));
    expect(texts(labeled, "label")).toEqual(["65", "970"]);
    expect(await labeled.images?.read(1)).toBe(join(top, "m/2.jpg"));
    expect(keysOf(await openDataset(join(top, "m/list.txt")))).toEqual(["1.jpg", "2.jpg"]);
  });

  test("keeps rows that share an image and differ in more than a caption, with keys of their own", async () => {
    await write({ "g/1.jpg": "1", "g/t.csv": "image,caption,label\n1.jpg,one,a\n1.jpg,two,b\n" });
    const data = await openDataset(join(top, "g/t.csv"));
    expect(keysOf(data)).toEqual(["1.jpg", "1.jpg (2)"]);
    expect(data.notes.join()).toMatch(/1 key stands in several rows \(1\.jpg\)/);
  });

  test("is Hugging Face's metadata.jsonl beside images in folders", async () => {
    await write({ "h/train/a.png": "1", "h/train/b.png": "2", "h/test/c.png": "3" });
    await write({
      "h/train/metadata.jsonl":
        '{"file_name": "a.png", "text": "first"}\n{"file_name": "gone.png", "text": "x"}\n',
      "h/test/metadata.jsonl": '{"file_name": "c.png", "text": "third"}\n',
    });
    const data = await openDataset(join(top, "h"));
    expect(keysOf(data)).toEqual(["test/c.png", "train/a.png", "train/b.png"]);
    expect(texts(data, "text")).toEqual(["third", "first", ""]);
    expect(data.roles).toEqual({ split: "split", caption: "text" });
    expect(data.notes).toContain("1 of the 2 rows of train/metadata.jsonl name images that aren't there.");
  });

  test("in several files called after splits is one dataset", async () => {
    await write({ "i/train.csv": "x,label\n1.5,a\n2.5,b\n", "i/test.csv": "x,label\n3.5,c\n" });
    const data = await openDataset(join(top, "i"), { image: null });
    expect(texts(data, "split")).toEqual(["test", "train", "train"]);
    expect(texts(data, "label")).toEqual(["c", "a", "b"]);
    expect(data.roles).toEqual({ split: "split", label: "label" });
  });

  test("in Windows-1252 is read as that, and said so; packed with gzip it is the same", async () => {
    const latin = Uint8Array.from("name,x\ncaf\xe9,1\n", (char) => char.charCodeAt(0));
    await write({ "j/t.csv": latin, "k/t.csv.gz": gzipSync("name,x\ncafé,1\n") });
    const data = await openDataset(join(top, "j/t.csv"), { image: null });
    expect(texts(data, "name")).toEqual(["café"]);
    expect(data.notes.join()).toMatch(/not UTF-8: it was read as Windows-1252/);
    const packed = await openDataset(join(top, "k/t.csv.gz"), { image: null });
    expect(packed.hash).toBe(data.hash);
  });
});

describe("which column plays which part", () => {
  const open = (table: string, how = {}) => openDataset(new File([table], "t.csv"), { image: null, ...how });

  test.each([
    ["id,label,split\n1,a,train\n2,b,test\n", { label: "label", split: "split" }],
    ["id,labelName,label,text\n1,cat,0,x\n2,dog,1,y\n", { label: "labelName", caption: "text" }],
    ["set,breed\n1,a\n2,b\n", { label: "breed" }], // numbers are no splits
    ["set,breed\ntrain,a\nval,b\n", { label: "breed", split: "set" }],
    ["domain,class\nphoto,a\nsketch,b\nphoto,b\nsketch,a\n", { label: "class", shift: "domain" }],
    ["mood,score\nsad,1\nsad,2\nglad,3\nglad,4\n", { label: "mood" }], // the only column of groups
    ["image_id,score\n1a,1\n1a,2\n2b,3\n2b,4\n", {}], // rows told apart, not classes
    ["a,b\nx,p\nx,q\ny,p\ny,q\n", {}], // two: none is guessed
  ])("%j", async (table, roles) => {
    expect((await open(table)).roles).toEqual(roles);
  });

  test("is what was said, and numbers become classes in their order", async () => {
    const table = "a,digit\nx,10\ny,9\nx,10\ny,\n";
    const data = await open(table, { label: "digit" });
    expect(data.columns.get("digit")).toMatchObject({
      kind: "category",
      values: ["9", "10"],
      codes: Int32Array.of(1, 0, 1, -1),
    });
    expect(data.hash).toBe((await open(table, { label: "a" })).hash);
    await expect(open(table, { split: "part" })).rejects.toThrow(
      "There is no column “part” for the split: the columns are a, digit.",
    );
  });

  test("no column plays two parts, whatever the names", async () => {
    const name = fc.constantFrom(
      "label",
      "class",
      "split",
      "set",
      "text",
      "caption",
      "domain",
      "style",
      "y",
      "x",
    );
    const value = fc.constantFrom("train", "test", "a", "b", "1", "");
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { minLength: 2, maxLength: 6 }),
        fc.array(fc.array(value, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 6 }),
        async (names, rows) => {
          fc.pre(rows.every((row) => row.slice(0, names.length).some((text) => text !== "")));
          const lines = [names, ...rows.map((row) => row.slice(0, names.length))];
          const data = await open(lines.map((line) => line.join(",")).join("\n"), { header: true });
          const roles = Object.values(data.roles);
          expect(new Set(roles).size).toBe(roles.length);
          for (const role of roles) expect(data.columns.has(role)).toBe(true);
          expect(data.rows).toBe(rows.length);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("60,000 classes are classes; one is said to be alone", async () => {
    const many = Array.from({ length: 60_000 }, (_, i) => `${i}.5,class ${i}`).join("\n");
    const data = await open(`x,label\n${many}`);
    expect(data.columns.get("label")).toMatchObject({ kind: "category", values: { length: 60_000 } });
    expect((await open("x,label\n1,a\n2,a\n")).notes.join()).toMatch(/only one class, “a”/);
  });
});

test("keys become unique and stay as they are otherwise", () => {
  const key = fc.constantFrom("a", "b", "a (2)", "", "0", "1", "2", "1 (2)");
  fc.assert(
    fc.property(fc.array(key), (given) => {
      const { keys, notes } = uniqueKeys(given, given.length);
      expect(new Set(keys).size).toBe(given.length);
      for (const [row, text] of given.entries()) {
        if (text !== "" && given.indexOf(text) === row) expect(keys[row]).toBe(text);
      }
      const clean = new Set(given).size === given.length && !given.includes("");
      expect(notes.length === 0).toBe(clean);
    }),
  );
});

describe("ImageNet's relatives", () => {
  const folder = (classes: readonly string[], top = "data") =>
    openDataset(classes.map((name) => ({ path: `${top}/${name}/1.jpg`, file: new File([name], "1.jpg") })));

  test("have the names that CLIP's authors gave the classes", async () => {
    const data = await folder(["n01440764", "n02123045", "n04355933", "n04356056"]);
    expect(texts(data, "label")).toEqual([
      "tench",
      "tabby cat",
      "sunglasses (n04355933)",
      "sunglasses (n04356056)",
    ]);
    expect(texts(data, "wordnet_id")).toEqual(["n01440764", "n02123045", "n04355933", "n04356056"]);
    expect([...(data.vocabulary?.of ?? [])]).toEqual([0, 281, 836, 837]);
    expect(data.vocabulary?.classNames.length).toBe(1000);
    expect(data.notes.join()).toMatch(/WordNet ids of 4 of ImageNet's 1,000 classes/);
  });

  test("are whole or known parts", async () => {
    const { IMAGENET_A, IMAGENET_R } = await import("./published/imagenet-classes.js");
    const notes = async (indices: readonly number[]) =>
      (await folder(indices.map((index) => WORDNET_IDS[index]))).notes.join();
    expect(await notes(IMAGENET_A)).toMatch(/the 200 classes of ImageNet-A/);
    expect(await notes(IMAGENET_R)).toMatch(/the 200 classes of ImageNet-R/);
    expect(await notes([...WORDNET_IDS.keys()])).toMatch(/WordNet ids of ImageNet's 1,000 classes/);
  });

  test("in ImageNet-V2 are numbers, whose order is not that of their names", async () => {
    const data = await folder([...WORDNET_IDS.keys()].map(String), "imagenetv2-matched-frequency");
    expect(texts(data, "label").slice(0, 3)).toEqual(["tench", "goldfish", "brambling"]); // 0, 1, 10
    const row = keysOf(data).indexOf("281/1.jpg");
    expect(texts(data, "label")[row]).toBe("tabby cat");
  });

  test("in ObjectNet are folders, of which some stand for several classes and some for none", async () => {
    const data = await folder(["alarm_clock", "air_freshener", "banana", "chair", "winter_glove"], "images");
    expect(texts(data, "label")).toEqual(["air freshener", "alarm clock", "banana", "chair", "winter glove"]);
    const { of, classNames, countsAs } = data.vocabulary ?? { of: [], classNames: [] };
    expect([...of].map((index) => classNames[index])).toEqual([
      undefined,
      "analog clock",
      "banana",
      "barber chair",
      "mitten",
    ]);
    const chairs = [...(countsAs ?? [])].flatMap((index, i) => (index === of[3] ? classNames[i] : []));
    expect(chairs).toEqual(["barber chair", "folding chair", "rocking chair"]);
    expect(data.notes.join()).toMatch(/4 of them are classes of ImageNet/);
  });

  test("are no other folders", async () => {
    expect((await folder(["cat", "dog"])).vocabulary).toBeUndefined();
    expect((await folder(["n99999999", "n99999998"])).vocabulary).toBeUndefined();
  });
});

describe("datasets one after another", () => {
  const open = (title: string, table: string) =>
    openDataset(new File([table], `${title}.csv`), { image: null });

  test("are one dataset with a shift, its classes aligned by name", async () => {
    const photo = await open("photo", "id,label,x\n1,cat,1.5\n2,dog,2.5\n3,cat,3.5\n");
    const sketch = await open("sketch", "id,class,note\n1,dog,n\n2,fox,m\n3,dog,k\n");
    const both = await concatenate([photo, sketch], "style");
    expect(both.rows).toBe(6);
    expect(keysOf(both)).toEqual(["photo/1", "photo/2", "photo/3", "sketch/1", "sketch/2", "sketch/3"]);
    expect(texts(both, "style")).toEqual(["photo", "photo", "photo", "sketch", "sketch", "sketch"]);
    expect(texts(both, "label")).toEqual(["cat", "dog", "cat", "dog", "fox", "dog"]);
    expect(texts(both, "x")).toEqual(["1.5", "2.5", "3.5", "", "", ""]);
    expect(texts(both, "note")).toEqual(["", "", "", "n", "m", "k"]);
    expect(both.roles).toEqual({ label: "label", shift: "style" });
    expect(both.notes.at(-1)).toBe(
      "The classes differ: photo lacks 1 of 3 (fox); sketch lacks 1 of 3 (cat).",
    );
    expect(both.hash).not.toBe((await concatenate([sketch, photo], "style")).hash);
  });

  test("must be two, and have no column of that name", async () => {
    const one = await open("one", "id,label\n1,a\n2,b\n");
    await expect(concatenate([one], "style")).rejects.toThrow(/give two or more/);
    await expect(concatenate([one, one], "label")).rejects.toThrow(/one already has a column “label”/);
    expect(keysOf(await concatenate([one, one], "s"))).toEqual(["one/1", "one/2", "one (2)/1", "one (2)/2"]);
  });

  test("keep their vectors, read in any order", async () => {
    const vectors = (rows: number, width: number, from: number) => ({
      width,
      identity: `${from}`,
      read: async (wanted?: Int32Array) => {
        const list = wanted ?? Int32Array.from({ length: rows }, (_, row) => row);
        const data = Float32Array.from(list, (row) => from + row);
        return { data, rows: list.length, cols: width };
      },
    });
    const from = { title: "t", place: "t", beside: async () => undefined };
    const part = (rows: number, start: number) =>
      datasetOf({ rows, columns: new Map(), vectors: new Map([["v", vectors(rows, 1, start)]]) }, from);
    const both = await concatenate([await part(2, 0), await part(3, 10)], "part");
    const column = both.vectors.get("v");
    expect([...((await column?.read())?.data ?? [])]).toEqual([0, 1, 10, 11, 12]);
    expect([...((await column?.read(Int32Array.of(4, 0, 2, 1)))?.data ?? [])]).toEqual([12, 0, 10, 1]);
  });
});

describe("a file at a URL", () => {
  const table = `image,label\n${Array.from({ length: 9000 }, (_, i) => `img/${i}.jpg,class ${i % 3}`).join("\n")}\n`;
  /** A tar of three images, the second of 65 MiB: larger than what is read as a whole. */
  const archive = (() => {
    const contents = [Buffer.from("first"), Buffer.alloc(65 * 2 ** 20), Buffer.from("third")];
    const parts = contents.flatMap((content, i) => {
      const header = Buffer.alloc(512);
      header.write(`cat/${i}.png`, 0);
      header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
      header.write("        0", 148);
      header.write(
        `${header
          .reduce((sum, byte) => sum + byte)
          .toString(8)
          .padStart(6, "0")}\0 `,
        148,
      );
      return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
    });
    return Buffer.concat([...parts, Buffer.alloc(1024)]);
  })();
  let sent = 0;
  let version = 1;
  let server: Server;
  const requests: (string | undefined)[] = [];
  const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = request.url ?? "";
      const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
      requests.push(request.headers.range);
      const bytes = path.endsWith(".tar") ? archive : Buffer.from(table);
      if (path === "/page.csv") return response.end("<!doctype html><title>data</title>");
      if (!/^\/(?:ranges|whole)\/t\.(?:csv|tar)$/.test(path)) return response.writeHead(404).end();
      if (!range || path.startsWith("/whole")) return response.end(bytes);
      const [start, end] = [Number(range[1]), Math.min(Number(range[2]) + 1, bytes.length)];
      response.writeHead(206, {
        "Content-Range": `bytes ${start}-${end - 1}/${bytes.length}`,
        ETag: `"${version}"`,
      });
      sent += end - start;
      response.end(bytes.subarray(start, end));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  });
  afterAll(() => new Promise((done) => server.close(done)));

  test.each(["ranges", "whole"])(
    "is read from a server with %s, its images' paths as addresses",
    async (kind) => {
      requests.length = 0;
      const data = await openDataset(at(`/${kind}/t.csv`));
      expect(data.rows).toBe(9000);
      expect(await data.images?.read(8999)).toBe(at(`/${kind}/img/8999.jpg`));
      expect(requests.length).toBeLessThan(4); // none for an image
      const inPage = await openDataset(new URL(at(`/${kind}/t.csv`)));
      expect(inPage.hash).toBe(data.hash);
    },
  );

  test("and large is read in parts, unless it changes meanwhile", async () => {
    sent = 0;
    const data = await openDataset(at("/ranges/t.tar"));
    expect(keysOf(data)).toEqual(["cat/0.png", "cat/1.png", "cat/2.png"]);
    expect(await data.images?.read(2)).toEqual(new TextEncoder().encode("third"));
    expect(sent).toBeLessThan(3 * 2 ** 20);
    version = 2;
    await expect(data.images?.read(1)).rejects.toThrow(/changed while being read: open it again/);
  });

  test("that isn't there, or is a page about it, is refused", async () => {
    await expect(openDataset(at("/none.csv"))).rejects.toMatchObject({ code: "not-found" });
    await expect(openDataset(at("/page.csv"))).rejects.toThrow(/is a web page.*“resolve”/);
  });
});
