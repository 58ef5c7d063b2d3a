import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { categoryColumn, listColumn, textColumn } from "../columns.js";
import type { Column } from "../dataset.js";
import { fieldTexts } from "../read/column-kinds.js";
import { readEmbeddings } from "../read-embeddings.js";
import type { EmbeddingsTable } from "./embeddings-table.js";
import { embeddingsFormat, encodeEmbeddings, writeEmbeddings } from "./write-embeddings.js";

const FILES = ["x.parquet", "x.arrow", "x.npy", "x.npz", "x.safetensors", "vectors.tsv", "x.csv"];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-write-"));
});

/** Texts that are no trap for a format without quoting, and don't look like something else in a table of text. */
const word = fc
  .string({ unit: fc.constantFrom(..."abcxyz ,;\"'äß漢🦉".split(/(?:)/u)), minLength: 1, maxLength: 12 })
  .map((text) => `w${text.trim()}`);

const table: fc.Arbitrary<EmbeddingsTable> = fc
  .record({ rows: fc.integer({ min: 1, max: 30 }), cols: fc.integer({ min: 2, max: 9 }) })
  .chain(({ rows, cols }) =>
    fc
      .record({
        values: fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
          minLength: rows * cols,
          maxLength: rows * cols,
        }),
        keys: fc.uniqueArray(word, { minLength: rows, maxLength: rows }),
        codes: fc.array(fc.integer({ min: -1, max: 2 }), { minLength: rows, maxLength: rows }),
        classes: fc.uniqueArray(word, { minLength: 3, maxLength: 3 }),
        texts: fc.array(word, { minLength: rows, maxLength: rows }),
        numbers: fc.array(
          fc.oneof(fc.double({ noDefaultInfinity: true, noNaN: true }), fc.constant(Number.NaN)),
          { minLength: rows, maxLength: rows },
        ),
        lists: fc.array(fc.array(word, { maxLength: 3 }), { minLength: rows, maxLength: rows }),
      })
      .map(({ values, keys, codes, classes, texts, numbers, lists }) => {
        const data = Float32Array.from(values);
        for (let row = 0; row < rows; row++) data[row * cols] = Math.abs(data[row * cols]) + 1; // none is all zeros
        const label = categoryColumn(
          "label",
          codes.map((code) => classes[code]),
          classes,
        );
        const columns = new Map<string, Column>([
          ["label", label],
          ["note", textColumn("note", texts)],
          ["score", { kind: "number", title: "score", values: Float64Array.from(numbers) }],
          ["tags", listColumn("tags", lists)],
        ]);
        return {
          embeddings: { data, rows, cols, keys },
          columns,
          roles: { label: "label" },
          metadata: { model: "ViT-B-32", hash: "abc" },
        };
      }),
  );

describe("what is written is read again", () => {
  test.each(FILES)("%s", async (name) => {
    await fc.assert(
      fc.asyncProperty(table, async (written) => {
        const path = join(folder, name);
        await writeEmbeddings(path, written);
        const read = await readEmbeddings(path);
        const { data, rows, cols, keys } = written.embeddings;
        expect(read.embeddings).toEqual({ data, rows, cols, keys });
        expect(read.problems).toEqual([]);
        for (const [title, column] of written.columns ?? []) {
          const found = read.columns.get(title);
          expect(found && fieldTexts(found, rows), title).toEqual(fieldTexts(column, rows));
          if (name !== "x.csv") expect(found?.kind, title).toBe(column.kind);
        }
        if (name === "x.csv") return; // a CSV has no place for what follows
        expect(read.columns.get("label")).toEqual(written.columns?.get("label"));
        expect(read.roles.label).toBe("label");
        expect(read.metadata).toMatchObject({ model: "ViT-B-32", hash: "abc" });
      }),
      { numRuns: 15 },
    );
  });

  test("a safetensors header whose length begins like a pickle is none", async () => {
    const embeddings = { data: Float32Array.of(1, 2), rows: 1, cols: 2, keys: ["a"] };
    for (let length = 0; length < 600; length += 8) {
      await writeEmbeddings(join(folder, "x.safetensors"), {
        embeddings,
        metadata: { model: "m".repeat(length) },
      });
      expect((await readEmbeddings(join(folder, "x.safetensors"))).embeddings).toEqual(embeddings);
    }
  });

  test("without columns, keys or metadata, too", async () => {
    const embeddings = { data: Float32Array.of(1, 2, 3, 4, 5, 6), rows: 3, cols: 2 };
    for (const name of FILES) {
      await writeEmbeddings(join(folder, name), { embeddings });
      const read = await readEmbeddings(join(folder, name));
      expect(read.embeddings, name).toEqual({ ...embeddings, keys: ["0", "1", "2"] });
    }
  });

  test("rows without a vector stay rows, and are problems again", async () => {
    const embeddings = {
      data: Float32Array.of(1, 2, Number.NaN, Number.NaN, 5, 6),
      rows: 3,
      cols: 2,
      keys: ["a", "b", "c"],
    };
    for (const name of FILES) {
      await writeEmbeddings(join(folder, name), { embeddings });
      const read = await readEmbeddings(join(folder, name));
      expect(read.embeddings, name).toEqual(embeddings);
      expect(
        read.problems.map(({ row }) => row),
        name,
      ).toEqual([1]);
    }
  });

  test("a table that was read can be written as it is", async () => {
    const [first] = fc.sample(table, { numRuns: 1, seed: 3 });
    const [a, b] = [join(folder, "first.parquet"), join(folder, "second.arrow")];
    await writeEmbeddings(a, first);
    const { embeddings, columns, roles, metadata } = await readEmbeddings(a);
    await writeEmbeddings(b, { embeddings, columns, roles, metadata });
    const again = await readEmbeddings(b);
    expect(again).toMatchObject({ embeddings, roles, metadata });
    expect([...again.columns.keys()]).toEqual([...columns.keys()]);
  });
});

describe("writing", () => {
  const embeddings = { data: Float32Array.of(1, 2, 3, 4), rows: 2, cols: 2, keys: ["a", "b"] };

  test("an NPY has the bytes that numpy.save writes", async () => {
    // numpy.save of [[1, 2.5, -3], [0, 1e-3, 4]] as '<f4', NumPy 2.4
    const numpy =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAgQAAAQMAAAAAAbxKDOgAAgEA=";
    const matrix = { data: new Float32Array([1, 2.5, -3, 0, 1e-3, 4]), rows: 2, cols: 3 };
    const [{ content }] = await encodeEmbeddings("x.npy", { embeddings: matrix });
    expect(Buffer.from(await content.arrayBuffer()).toString("base64")).toBe(numpy);
  });

  test("leaves nothing but the files that it names", async () => {
    const own = await mkdtemp(join(tmpdir(), "clipscope-write-"));
    const paths = await writeEmbeddings(join(own, "x.npy"), { embeddings, metadata: { model: "m" } });
    expect(paths.map((path) => path.slice(own.length + 1))).toEqual(["x.npy", "x.npy.csv", "x.npy.json"]);
    expect((await readdir(own)).sort()).toEqual(["x.npy", "x.npy.csv", "x.npy.json"]);
  });

  test("gives a page the same bytes", async () => {
    for (const name of FILES) {
      const path = join(folder, name);
      const paths = await writeEmbeddings(path, { embeddings });
      for (const [i, { content }] of (await encodeEmbeddings(name, { embeddings })).entries()) {
        expect(Buffer.from(await content.arrayBuffer()).equals(await readFile(paths[i])), name).toBe(true);
      }
    }
  });

  test.each([
    ["x.pkl", {}, /should end in .parquet, .arrow, .npy/],
    ["x.npy", { format: "pickle" }, /no format “pickle”/],
    ["x.npy", { fromat: "npy" }, /no option “fromat”/],
    ["x.tsv", { format: "projector" }, /ends in vectors.tsv/],
    ["nowhere/x.npy", {}, /does not exist/],
  ])("%s with %o is refused", async (name, options, reason) => {
    await expect(writeEmbeddings(join(folder, name), { embeddings }, options as object)).rejects.toThrow(
      reason,
    );
  });

  test("a column of another length, or called like the vectors, is refused", async () => {
    const of = (name: string, texts: string[]) => ({
      embeddings,
      columns: new Map([[name, categoryColumn(name, texts)]]),
    });
    await expect(writeEmbeddings(join(folder, "x.npy"), of("label", ["a"]))).rejects.toThrow(
      "1 rows, but there are 2",
    );
    await expect(writeEmbeddings(join(folder, "x.npy"), of("embedding", ["a", "b"]))).rejects.toThrow(
      "can't be named",
    );
  });

  test("the format goes by the name", () => {
    expect(FILES.map(embeddingsFormat)).toEqual([
      "parquet",
      "arrow",
      "npy",
      "npz",
      "safetensors",
      "projector",
      "csv",
    ]);
  });
});
