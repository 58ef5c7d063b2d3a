import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellText } from "../columns.js";
import type { Column, ListColumn } from "../dataset.js";
import { parseCsv } from "./csv.js";
import { parseJsonLines } from "./jsonl.js";
import type { RawTable } from "./raw-table.js";

const texts = ({ columns, rows }: RawTable, name: string) =>
  Array.from({ length: rows }, (_, row) => cellText(columns.get(name) as Column, row));
const kinds = ({ columns }: RawTable) =>
  Object.fromEntries([...columns].map(([name, { kind }]) => [name, kind]));
const csv = (...lines: string[]) => parseCsv(lines.join("\n"), "t.csv");

describe("any table that RFC 4180 can write is read as it was", () => {
  const special = fc.constantFrom(
    '"',
    ",",
    ";",
    "|",
    "\t",
    "\n",
    "\r",
    "\r\n",
    " ",
    "'",
    "1",
    "-",
    "é",
    "🦊",
  );
  const field = fc.string({
    unit: fc.oneof(special, fc.string({ minLength: 1, maxLength: 1 })),
    maxLength: 12,
  });
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const settings = fc.record({
    delimiter: fc.constantFrom(",", ";", "|", "\t"),
    lineEnd: fc.constantFrom("\n", "\r\n"),
    mark: fc.boolean(),
    last: fc.boolean(),
  });
  test("with every delimiter and line end, quoted or not", () => {
    const table = fc
      .integer({ min: 2, max: 5 })
      .chain((width) =>
        fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 3, maxLength: 8 }),
      );
    fc.assert(
      fc.property(table, settings, fc.boolean(), (rows, { delimiter, lineEnd, mark, last }, always) => {
        const names = rows[0].map((_, i) => `c${i}`);
        const print = (text: string) => (always || /[",;|\t\r\n\uFEFF ]/.test(text) ? quote(text) : text);
        // Wholly empty lines are no rows.
        fc.pre(rows.every((row) => row.some((text) => text.trim() !== "")));
        const lines = [names, ...rows].map((row) => row.map(print).join(delimiter));
        const text = (mark ? "\uFEFF" : "") + lines.join(lineEnd) + (last ? lineEnd : "");
        const decoded = new TextDecoder().decode(new TextEncoder().encode(text));
        const read = parseCsv(decoded, delimiter === "\t" ? "t.tsv" : "t.csv", { header: true });
        for (const [i, name] of names.entries()) {
          const column = read.columns.get(name);
          const wanted = rows.map((row) => row[i]);
          if (column?.kind === "number" || !column) continue; // their texts are other spellings: see below
          expect(texts(read, name)).toEqual(wanted);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("columns are told apart by their values", () => {
  test.each([
    [["1", "2.5", "", "-3e2"], "number"],
    [["1", "NA", "NaN", "null"], "number"],
    [["inf", "-Infinity", "0"], "number"],
    [["007", "008"], "text"], // an identifier
    [["90071992547409931", "1"], "text"], // beyond what a float64 holds
    [["cat", "dog", "cat", "dog"], "category"],
    [["None", "sad", "None", "sad"], "category"],
    [["true", "False"], "category"],
    [["cat", "dog", "bird"], "text"], // nothing repeats
    [["1", "2", "three"], "text"],
  ])("%j is a %s", (values, kind) => {
    expect(kinds(csv("x,y", ...values.map((value) => `${value},a`)))).toMatchObject({ x: kind });
  });

  test("numbers are parsed as JavaScript parses them, whatever they are", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
        (values) => {
          fc.pre(values.every((value) => !Number.isInteger(value) || Number.isSafeInteger(value)));
          const { columns } = parseCsv(`x,y\n${values.map((value) => `${value},a`).join("\n")}`, "t.csv");
          expect(columns.get("x")).toMatchObject({
            kind: "number",
            values: Float64Array.from(values, (v) => v + 0 || 0),
          });
        },
      ),
    );
  });

  test("values of a category are in order, numbers by size", () => {
    expect(csv("l,x", "b,1", "a,1", "b,1", "a,1").columns.get("l")).toMatchObject({ values: ["a", "b"] });
  });

  test("lists are JSON's, Python's, or between bars in a column called so", () => {
    const table = csv("tags,list", "a|b,\"['x', 'y']\"", 'b,"[""y""]"', ",[]");
    expect(kinds(table)).toEqual({ tags: "list", list: "list" });
    expect(texts(table, "tags")).toEqual(["a, b", "b", ""]);
    expect(texts(table, "list")).toEqual(["x, y", "y", ""]);
    expect([...(table.columns.get("tags") as ListColumn).offsets]).toEqual([0, 2, 3, 3]);
  });

  test("lists of numbers are also as NumPy 2 and PyTorch print them", () => {
    // str([np.float64(0.5), …]), repr(np.array(…, dtype="float32")), str(torch.tensor(…, requires_grad=True))
    for (const printed of [
      "[np.float64(0.5), np.float64(-2.0), np.float64(3e-05)]",
      "array([ 0.5e+00, -2.0e+00,  3.0e-05], dtype=float32)",
      "tensor([ 5.0000e-01, -2.0000e+00,\n         3.0000e-05], requires_grad=True)",
    ]) {
      const table = csv("name,embedding", `a,"${printed}"`, `b,"${printed}"`);
      expect(table.numberLists?.get("embedding")).toEqual([
        [0.5, -2, 3e-5],
        [0.5, -2, 3e-5],
      ]);
    }
  });

  test("arrays of which most was left out when they were printed are said", () => {
    const table = csv("name,embedding", 'a,"[0.1 0.2 0.3 ... 0.4 0.5 0.6]"', 'b,"[1. 2. 3. ... 4. 5. 6.]"');
    expect(table.notes?.join()).toContain("The column “embedding” holds arrays that were shortened to “...”");
  });

  test("lists of numbers are kept for embeddings, as JSON and as NumPy print them", () => {
    const table = csv("id,v,w", '1,"[0.5, -1]",[0.5 -1.]', '2,"[1e-3, 2]","[ 1.e-03\n  2.e+00]"');
    expect(table.numberLists).toEqual(
      new Map([
        [
          "v",
          [
            [0.5, -1],
            [0.001, 2],
          ],
        ],
        [
          "w",
          [
            [0.5, -1],
            [0.001, 2],
          ],
        ],
      ]),
    );
  });
});

describe("the first line", () => {
  test.each([
    ["names the columns", ["file,label", "a.jpg,cat"], ["file", "label"]],
    ["is a row if it has a number", ["cat,0.5", "dog,1"], ["column 1", "column 2"]],
    ["is a row if it has an image's path", ["a.jpg,cat", "b.jpg,dog"], ["column 1", "column 2"]],
    ["names an array's columns by counting up", ["0,1,2", "0.5,3,1"], ["0", "1", "2"]],
    ["may have names twice or none", [",x,x", "0,a,b"], ["column 1", "x", "x (2)"]],
  ])("%s", (_, lines, names) => {
    expect([...csv(...lines).columns.keys()]).toEqual(names);
  });

  test.each([
    ["Excel's, that names the delimiter", "\uFEFFsep=;\r\n"],
    ["a remark", "# made by hand\n# in two lines\n"],
  ])("comes after %s", (_, before) => {
    const table = parseCsv(`${before}file;label\r\na.jpg;cat\r\nb.jpg;dog\r\n`, "t.csv");
    expect([...table.columns.keys()]).toEqual(["file", "label"]);
    expect(texts(table, "label")).toEqual(["cat", "dog"]);
  });

  test("is no remark if it has names", () => {
    expect([...csv("#file,label", "a.jpg,cat").columns.keys()]).toEqual(["#file", "label"]);
  });

  test("is what the option says", () => {
    expect(parseCsv("a,b\nc,d", "t.csv", { header: false }).rows).toBe(2);
  });
});

test("between semicolons, numbers may have decimal commas", () => {
  // pandas.read_csv(sep=";", decimal=",")
  const table = csv("name;x;y;code", "a;1,5;-,25;1,2,3", "b;2;1,5e3;4,5", "c;;0,5;6");
  expect(table.columns.get("x")).toMatchObject({ values: Float64Array.of(1.5, 2, Number.NaN) });
  expect(table.columns.get("y")).toMatchObject({ values: Float64Array.of(-0.25, 1500, 0.5) });
  expect(texts(table, "code")).toEqual(["1,2,3", "4,5", "6"]);
  expect(table.notes).toEqual(["Commas in “x”, “y” of t.csv are read as decimal points."]);
  expect(texts(csv("a,b", '"1,5",x', '"2,5",y'), "a")).toEqual(["1,5", "2,5"]);
});

test("a space after each delimiter is no part of a value", () => {
  const table = csv("file, label", "a.jpg, cat", "b.jpg, dog"); // pandas.read_csv(skipinitialspace=True)
  expect(texts(table, "label")).toEqual(["cat", "dog"]);
});

test("captions numbered as in Flickr8k.token.txt have the names of their images", () => {
  const table = parseCsv(
    "1000_2.jpg#0\tA dog .\n1000_2.jpg#1\tA wet dog .\n99.jpg#0\tA cat .\n",
    "captions.tsv",
  );
  expect(texts(table, "column 1")).toEqual(["1000_2.jpg", "1000_2.jpg", "99.jpg"]);
});

describe("what is odd is said, and what is broken refused", () => {
  test("a row with too many fields is a problem, one with too few lacks the last", () => {
    const table = csv("a,b", "1,x", "2,x,y", "3", "4,x");
    expect(table.problems).toEqual([
      { row: 1, message: "t.csv: row 2 has 3 fields where there are 2 columns." },
    ]);
    expect(table.notes).toEqual([
      "1 row of t.csv with fewer fields than columns: the last ones are missing.",
    ]);
    expect(table.rows).toBe(4);
  });

  test("a quotation mark that is never closed", () => {
    expect(() => csv("a,b", '1,"x', "2,y")).toThrow(
      /t\.csv: a quotation mark is opened in row \d but never closed/,
    );
    const tsv = parseCsv('a\tb\n1\t"x\n2\ty', "t.tsv");
    expect(texts(tsv, "b")).toEqual(['"x', "y"]);
  });

  test("a table without rows", () => {
    expect(() => csv("a,b")).toThrow(/column names but no rows/);
    expect(() => csv("")).toThrow(/no rows/);
  });
});

describe("JSON Lines", () => {
  test("nested values are columns with a dot, and a broken line stays a row", () => {
    const table = parseJsonLines(
      '{"id": 1, "meta": {"camera": {"iso": 100}, "ok": true}, "tags": ["a", "b"]}\n{"id": 2, "meta": \n\n{"id": 3, "tags": []}\n',
      "t.jsonl",
    );
    expect(table.rows).toBe(3);
    expect(kinds(table)).toEqual({
      id: "number",
      "meta.camera.iso": "number",
      "meta.ok": "category",
      tags: "list",
    });
    expect(texts(table, "id")).toEqual(["1", "", "3"]);
    expect(table.problems).toMatchObject([{ row: 1, message: /^t\.jsonl: line 2 is not JSON/ }]);
  });

  test("whole numbers that no float64 holds keep their digits", () => {
    const table = parseJsonLines(
      '{"id": 1152921504606846977, "note": "at 1152921504606846977", "score": 0.12345678901234567, "n": [9007199254740993]}\n' +
        '{"id": -1152921504606846978, "note": "a \\"quote\\" 1", "score": 1.5, "n": [1]}\n',
      "t.jsonl",
    );
    expect(texts(table, "id")).toEqual(["1152921504606846977", "-1152921504606846978"]);
    expect(texts(table, "note")).toEqual(["at 1152921504606846977", 'a "quote" 1']);
    expect(table.columns.get("score")).toMatchObject({
      values: Float64Array.of(Number("0.12345678901234567"), 1.5),
    });
    expect(texts(table, "n")).toEqual(["9007199254740993", "1"]);
  });

  test("any objects are read as they were", () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(fc.array(fc.record({ a: value, b: fc.record({ c: value }) }), { minLength: 1 }), (rows) => {
        const table = parseJsonLines(rows.map((row) => JSON.stringify(row)).join("\n"), "t.jsonl");
        expect(table.rows).toBe(rows.length);
        for (const [name, of] of [
          ["a", (row: (typeof rows)[0]) => row.a],
          ["b.c", (row: (typeof rows)[0]) => row.b.c],
        ] as const) {
          if (table.columns.get(name)?.kind === "number" || !table.columns.has(name)) continue;
          expect(texts(table, name)).toEqual(rows.map((row) => (of(row) === null ? "" : String(of(row)))));
        }
      }),
    );
  });
});
