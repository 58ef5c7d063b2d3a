import { readdirSync } from "node:fs";
import type { Dataset } from "@clipscope/datasets";
import { openDataset } from "@clipscope/datasets";
import { seededRandom } from "@clipscope/types";
import { describe, expect, test } from "vitest";
import { golden, readBytes, readJson } from "./goldens.js";

const expected: {
  rows: number;
  width: number;
  classes: string[];
  labels: number[];
  names: string[];
  matrix: number[][];
} = readJson("data/expected.json");
const everyRow = Array.from({ length: expected.rows }, (_, row) => row);
const open = (path: string) => openDataset(golden(`data/${path}`), { image: null, key: "path" });

async function rowsOf(dataset: Dataset, name = "embedding", rows?: Int32Array): Promise<number[][]> {
  const { data, cols } = (await dataset.vectors.get(name)?.read(rows)) ?? { data: [], cols: 1 };
  return Array.from({ length: data.length / cols }, (_, row) =>
    Array.from(data.slice(row * cols, (row + 1) * cols)),
  );
}

function labelsOf(dataset: Dataset): string[] {
  const label = dataset.columns.get(dataset.roles.label ?? "");
  if (label?.kind !== "category") throw new Error("The label is no category.");
  return Array.from(label.codes, (code) => label.values[code]);
}

async function expectAll(dataset: Dataset): Promise<void> {
  expect(dataset.rows).toBe(expected.rows);
  expect(await rowsOf(dataset)).toEqual(expected.matrix);
  expect(everyRow.map((row) => dataset.keys.at(row))).toEqual(expected.names);
  expect(labelsOf(dataset)).toEqual(expected.labels.map((code) => expected.classes[code]));
  const some = [39, 0, 17, 17, 5, 6];
  expect(await rowsOf(dataset, "embedding", Int32Array.from(some))).toEqual(
    some.map((row) => expected.matrix[row]),
  );
}

/** The damaged rows of ragged.parquet and ragged.arrow; see make_data.py. */
const BAD_ROWS = [
  [3, "5 values; most rows have 12"],
  [4, "no vector"],
  [5, "no vector"],
  [6, "all zeros"],
  [7, "value 0 is NaN"],
  [8, "value 11 is NaN"],
  [9, "13 values"],
  [39, "1 value; most rows"],
] as const;

async function expectRagged(dataset: Dataset): Promise<void> {
  expect(dataset.problems.map(({ row }) => row)).toEqual(BAD_ROWS.map(([row]) => row));
  for (const [i, [row, reason]] of BAD_ROWS.entries()) {
    expect(dataset.problems[i].message).toContain(`, row ${row + 1}: `);
    expect(dataset.problems[i].message).toContain(reason);
  }
  const bad = new Set<number>(BAD_ROWS.map(([row]) => row));
  for (const [row, values] of (await rowsOf(dataset)).entries()) {
    expect(values, String(row)).toEqual(bad.has(row) ? values.map(() => Number.NaN) : expected.matrix[row]);
  }
  expect(await rowsOf(dataset, "embedding", Int32Array.of(39, 2, 9))).toEqual([
    new Array(12).fill(Number.NaN),
    expected.matrix[2],
    new Array(12).fill(Number.NaN),
  ]);
}

describe("Parquet written by pyarrow and pandas", () => {
  const others = ["ragged", "without-images-or-vectors", "pandas", "int64"];
  const names = readdirSync(golden("data/parquet")).map((name) => name.replace(".parquet", ""));
  test.each(names.filter((name) => !others.includes(name)))(
    "%s has the vectors, keys and labels",
    async (name) => expectAll(await open(`parquet/${name}.parquet`)),
  );

  test("int64 lists are vectors, too", async () => {
    const eighths = expected.matrix.map((row) => row.map((value) => value * 8));
    expect(await rowsOf(await open("parquet/int64.parquet"))).toEqual(eighths);
  });

  test("an index of pandas names the rows", async () => {
    const dataset = await openDataset(golden("data/parquet/pandas.parquet"));
    expect(everyRow.map((row) => dataset.keys.at(row))).toEqual(expected.names);
    expect(await rowsOf(dataset)).toEqual(expected.matrix);
  });

  test("rows without a usable vector are marked, and everything else goes on", async () =>
    expectRagged(await open("parquet/ragged.parquet")));
});

describe("Arrow written by pyarrow and pandas", () => {
  test.each(["uncompressed", "lz4", "zstd", "stream", "float16", "float64"])(
    "%s has the vectors, keys and labels",
    async (name) => expectAll(await open(`arrow/${name}.arrow`)),
  );

  test("a dictionary is a category", async () => {
    const kind = (await open("arrow/lz4.arrow")).columns.get("kind");
    if (kind?.kind !== "category") throw new Error("It is no category.");
    expect(Array.from(kind.codes, (code) => kind.values[code])).toEqual(
      expected.labels.map((code) => expected.classes[code]),
    );
  });

  test("LZ4 blocks that refer to the blocks before them are unpacked", async () => {
    const rows = await rowsOf(await openDataset(golden("data/arrow/lz4-long.arrow")));
    expect(rows).toEqual(Array.from({ length: 1600 }, (_, row) => expected.matrix[row % 40]));
  });

  test("rows without a usable vector are marked, and everything else goes on", async () =>
    expectRagged(await open("ragged.arrow")));

  test("a dataset saved by `datasets` has its images and class names", async () => {
    const dataset = await openDataset(golden("data/hugging-face.arrow"));
    expect(labelsOf(dataset)[6]).toBe(expected.classes[expected.labels[6]]);
    const { default: sharp } = await import("sharp");
    const pixels = await sharp((await dataset.images?.read(7)) as Uint8Array)
      .raw()
      .toBuffer();
    expect(pixels[0]).toBe(35);
  });
});

describe("NumPy arrays", () => {
  const names = readdirSync(golden("data/npy"));
  test.each(names.filter((name) => /-f\d|fortran|version/.test(name)))("%s has the vectors", async (name) => {
    const dataset = await openDataset(golden(`data/npy/${name}`));
    expect(await rowsOf(dataset)).toEqual(expected.matrix);
    expect(await rowsOf(dataset, "embedding", Int32Array.of(8, 1, 8))).toEqual(
      [8, 1, 8].map((row) => expected.matrix[row]),
    );
  });

  test.each(names.filter((name) => /-[iu]\d/.test(name)))("%s has whole numbers", async (name) => {
    const whole = expected.matrix.map((row) => row.map((value) => Math.abs(value * 8) % 120));
    expect(await rowsOf(await openDataset(golden(`data/npy/${name}`)))).toEqual(whole);
  });

  test.each([
    ["one-dimension", "wrong-shape", "(12,)"],
    ["three-dimensions", "wrong-shape", "(40, 3, 4)"],
    ["objects", "not-supported", "pickled"],
    ["complex", "not-supported", "<c8"],
  ])("%s is refused by name", async (name, code, reason) => {
    const refused = openDataset(golden(`data/npy/${name}.npy`));
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(reason) });
    await expect(refused).rejects.toThrow(`${name}.npy`);
  });

  test.each(["stored", "deflated"])("a %s archive has the embeddings, labels and names", async (name) => {
    const dataset = await openDataset(golden(`data/${name}.npz`));
    expect(await rowsOf(dataset, "embeddings")).toEqual(expected.matrix);
    expect(everyRow.map((row) => dataset.keys.at(row))).toEqual(expected.names);
    const names =
      name === "stored" ? expected.labels.map(String) : expected.labels.map((code) => expected.classes[code]);
    expect(labelsOf(dataset)).toEqual(names);
  });

  test("an archive of arrays without names says which one it takes", async () => {
    const dataset = await openDataset(golden("data/unnamed.npz"));
    expect(await rowsOf(dataset, "arr_1")).toEqual(expected.matrix);
    expect(dataset.roles.label).toBe("arr_0");
    expect(dataset.notes.join()).toContain("“arr_1” (40 × 12)");
  });
});

describe("safetensors, the Embedding Projector and tables of numbers", () => {
  test("a tensor, labels, and names in the metadata", async () => {
    const dataset = await openDataset(golden("data/embeddings.safetensors"));
    expect(await rowsOf(dataset, "embeddings")).toEqual(expected.matrix);
    expect(everyRow.map((row) => dataset.keys.at(row))).toEqual(expected.names);
    expect(labelsOf(dataset)).toEqual(expected.labels.map((code) => expected.classes[code]));
    expect(dataset.vectors.get("embeddings")?.model).toBe("ViT-B-32");
  });

  test("half precision, and labels by another name", async () => {
    const dataset = await openDataset(golden("data/half.safetensors"));
    expect(await rowsOf(dataset, "image_features")).toEqual(expected.matrix);
    expect(labelsOf(dataset)).toEqual(expected.labels.map(String));
  });

  test("the weights of a model are no data", async () => {
    const refused = openDataset(golden("models/quick-gelu/model.safetensors"));
    await expect(refused).rejects.toThrow("is a checkpoint");
  });

  test.each(["projector", "projector/vectors.tsv", "projector-bytes"])(
    "%s has names and labels",
    async (path) => expectAll(await openDataset(golden(`data/${path}`), { image: null })),
  );

  test.each(["projector-plain", "projector-log"])("%s has names without a header", async (path) => {
    const dataset = await openDataset(golden(`data/${path}`));
    expect(await rowsOf(dataset)).toEqual(expected.matrix);
    expect(everyRow.map((row) => dataset.keys.at(row))).toEqual(expected.names);
  });

  test.each(["dims", "lists", "numpy-lists"])("%s.csv has the vectors, keys and labels", async (name) =>
    expectAll(await open(`${name}.csv`)),
  );
});

describe("what holds neither images nor embeddings is refused with its columns", () => {
  test("Parquet", async () => {
    const refused = openDataset(golden("data/parquet/without-images-or-vectors.parquet"));
    await expect(refused).rejects.toThrow("has no images and no embeddings: its columns are n, box");
  });
});

describe("a dataset of the Hugging Face hub in three files", async () => {
  const dataset = await openDataset(golden("data/hugging-face"));
  const rows = [...everyRow.slice(30), ...everyRow.slice(0, 30)]; // "test" comes before "train"

  test("has the class names, and -1 is a missing label", () => {
    expect(dataset.roles.label).toBe("label");
    expect(labelsOf(dataset)).toEqual(
      rows.map((row) => (row === 5 ? undefined : expected.classes[expected.labels[row]])),
    );
  });

  test("has the split that the names of the files give", () => {
    const split = dataset.columns.get(dataset.roles.split ?? "");
    expect(split?.kind === "category" && Array.from(split.codes, (code) => split.values[code])).toEqual(
      rows.map((row) => (row < 30 ? "train" : "test")),
    );
  });

  test("has every image, and its name as the key", async () => {
    const { default: sharp } = await import("sharp");
    for (const [i, row] of rows.entries()) {
      expect(dataset.keys.at(i)).toBe(`${String(row).padStart(2, "0")}.png`);
      const bytes = (await dataset.images?.read(i)) as Uint8Array;
      const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ width: 3, height: 2 });
      expect(data[0]).toBe(row * 5);
    }
    const keys = rows.map((_, i) => dataset.images?.contentKey(i));
    expect(new Set(keys).size).toBe(rows.length);
  });

  test("has lists of labels, lists of texts, and numbers", () => {
    const tags = dataset.columns.get("tags");
    if (tags?.kind !== "list") throw new Error("The tags are no list.");
    const of = (i: number) =>
      Array.from(tags.codes.slice(tags.offsets[i], tags.offsets[i + 1]), (code) => tags.values[code]);
    expect(rows.map((_, i) => of(i))).toEqual(
      rows.map((row) => (row % 2 ? [["big", "small", "old"][row % 3]] : ["big", "old"])),
    );
    expect(dataset.columns.get("captions")?.kind).toBe("list");
    const score = dataset.columns.get("score");
    expect(score?.kind === "number" && Array.from(score.values)).toEqual(
      rows.map((row) => (row === 2 ? Number.NaN : row / 4)),
    );
  });
});

test.each(["arrow/stream.arrow", "ragged.arrow"])(
  "%s with any four bytes made a huge number is read or refused, and not read for ever",
  async (path) => {
    const whole = readBytes(`data/${path}`);
    let refused = 0;
    for (let at = 0; at + 4 <= whole.length; at += 4) {
      const bytes = whole.slice();
      new DataView(bytes.buffer).setInt32(at, 0x7fffffff, true);
      try {
        const dataset = await openDataset(new File([bytes], "x.arrow"), { image: null });
        expect(dataset.rows).toBe(expected.rows);
      } catch (error) {
        refused++;
        expect(error, `byte ${at}`).toMatchObject({ name: "ClipscopeError" });
      }
    }
    expect(refused).toBeGreaterThan(100);
  },
);

test("a list that begins beyond its values is refused", async () => {
  const bytes = readBytes("data/hugging-face.arrow");
  bytes[1225] = 11;
  const refused = openDataset(new File([bytes], "x.arrow"), { image: null });
  await expect(refused).rejects.toMatchObject({ code: "bad-file" });
});

test("an archive's array of Python objects is left out, and the matrix beside it read", async () => {
  const dataset = await openDataset(golden("data/objects.npz"));
  expect(await rowsOf(dataset, "x")).toEqual(expected.matrix);
  expect(dataset.notes.join(" ")).toMatch(/Left out: .*names\.npy holds Python objects/);
});

describe("a file with changed bytes, or cut off, is read or refused in a sentence", () => {
  const files = [
    "parquet/row-groups.parquet",
    "parquet/small-pages-v2.parquet",
    "parquet/lz4.parquet",
    "hugging-face/train-00001-of-00002.parquet",
    "arrow/stream.arrow",
    "arrow/lz4.arrow",
    "arrow/zstd.arrow",
    "ragged.arrow",
    "hugging-face.arrow",
    "stored.npz",
    "npy/little-f4.npy",
    "embeddings.safetensors",
    "projector/vectors.tsv",
  ];
  test.each(files)("%s", async (path) => {
    const whole = readBytes(`data/${path}`);
    const random = seededRandom(4);
    for (let round = 0; round < 25; round++) {
      const bytes = round % 3 === 0 ? whole.slice(0, Math.floor(random() * whole.length)) : whole.slice();
      for (let i = 0; i < round % 3; i++) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      try {
        const dataset = await openDataset(new File([bytes], path.split("/").at(-1) ?? ""), { image: null });
        expect(dataset.rows, `${path}, round ${round}`).toBeGreaterThan(0);
        for (const vectors of dataset.vectors.values()) await vectors.read();
      } catch (error) {
        expect(error, `${path}, round ${round}`).toMatchObject({ name: "ClipscopeError" });
      }
    }
  });
});
