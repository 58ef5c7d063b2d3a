import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openDataset } from "@clipscope/datasets";
import { expect, test, vi } from "vitest";
import { runDataCells } from "../../notebooks/build/data-cells.js";
import { kitPaths } from "../../notebooks/build/kit-paths.js";
import { notebookCells } from "../../notebooks/build/notebook-cells.mjs";
import { refuseRemote } from "../../notebooks/build/offline.js";
import { category } from "../../notebooks/lesson/category.js";
import { notebooks } from "../../scripts/setup/places.mjs";

const run = promisify(execFile);
const LESSON = join(notebooks, "your-own-data-and-model.html");

interface Group {
  group: string;
  drawings: number;
  alike: number;
}

/** The lesson's query, by Notebook Kit's own command, on what its `node` cell has embedded. */
async function queried(): Promise<Group[]> {
  const html = await readFile(LESSON, "utf8");
  await runDataCells(LESSON, html);
  const cells = notebookCells(html);
  const { value, database = "" } = cells.find(({ mode }) => mode === "sql") as (typeof cells)[number];
  const { command, getQueryCachePath } = await kitPaths();
  await run(process.execPath, [command, "query", "--root", notebooks, "--database", database, value]);
  return JSON.parse(await readFile(await getQueryCachePath(LESSON, database, [value]), "utf8")).rows;
}

/** The same by comparing each vector with each other. */
async function compared(): Promise<Map<string, { drawings: number; alike: number }>> {
  const folder = await mkdtemp(join(tmpdir(), "clipscope-vectors-"));
  const file = join(folder, "drawings.parquet");
  await copyFile(join(notebooks, ".observable/data/vectorsFile"), file);
  const dataset = await openDataset(file);
  const [vectors] = dataset.vectors.values();
  const { data, rows, cols } = await vectors.read();
  await rm(folder, { recursive: true });
  const group = category(dataset, "group");
  const found = new Map<string, { drawings: number; alike: number }>();
  for (let a = 0; a < rows; a++) {
    let [best, nearest] = [-1, -1];
    for (let b = 0; b < rows; b++) {
      let cosine = 0;
      for (let k = 0; k < cols; k++) cosine += data[a * cols + k] * data[b * cols + k];
      if (a !== b && cosine > best) [best, nearest] = [cosine, b];
    }
    const name = group.values[group.codes[a]];
    const own = found.get(name) ?? { drawings: 0, alike: 0 };
    own.drawings++;
    if (group.codes[a] === group.codes[nearest]) own.alike++;
    found.set(name, own);
  }
  return found;
}

test("the lesson's query over its Parquet file of vectors finds the neighbors that a comparison of all pairs finds", async () => {
  const groups = await queried();
  const expected = await compared();
  expect(groups.length).toBeGreaterThan(4);
  expect(new Map(groups.map(({ group, drawings, alike }) => [group, { drawings, alike }]))).toEqual(expected);
});

const notebook = (attributes: string, source: string) =>
  `<!doctype html><notebook><title>A notebook</title><script id="7" ${attributes}>\n    ${source}\n  </script></notebook>`;

test("a node cell that fails stops the build with notebook, cell and reason", async () => {
  const folder = await mkdtemp(join(tmpdir(), "clipscope-cells-"));
  const file = join(folder, "mine.html");
  const html = notebook('type="application/vnd.node.javascript"', 'throw new Error("no such drawing")');
  await writeFile(file, html);
  await expect(runDataCells(file, html)).rejects.toThrow(
    /^mine\.html, cell 7 failed when it ran in Node at build:[\s\S]*no such drawing/,
  );
  await rm(folder, { recursive: true });
});

test("where DuckDB is not installed, a query has no rows, which the build reports; with it, the query runs again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "clipscope-cells-"));
  const file = join(folder, "mine.html");
  const html = notebook('type="application/sql" database="duckdb"', "SELECT 1 AS one");
  await writeFile(file, html);
  const { getQueryCachePath } = await kitPaths();
  const [{ value }] = notebookCells(html);
  const answer = await getQueryCachePath(file, "duckdb", [value]);
  const said = vi.spyOn(console, "warn").mockImplementation(() => {});
  await runDataCells(file, html, () => Promise.reject(new Error("no build for this machine")));
  expect(JSON.parse(await readFile(answer, "utf8")).rows).toEqual([]);
  expect(said.mock.calls.flat().join()).toMatch(
    /^mine\.html, cell 7: DuckDB has no build for \S+, so this query did not run and has no rows\.$/,
  );
  said.mockRestore();
  await runDataCells(file, html, async () => "DuckDB");
  // The empty answer is gone, so Notebook Kit asks DuckDB.
  await expect(readFile(answer)).rejects.toThrow("ENOENT");
  await rm(folder, { recursive: true });
});

test.each([
  ['type="application/x-tex"', "x^2", "tex"],
  ['type="text/vnd.graphviz"', "digraph { a -> b }", "dot"],
  ['type="text/markdown"', "Text $".concat("{tex`x^2`}"), "tex"],
  ['type="module"', "display(penguins)", "penguins"],
  ['type="module"', 'import {sum} from "npm:lodash";', "https://cdn.jsdelivr.net/npm/lodash/+esm"],
])("a cell that would fetch from another server is refused by name: %s", (attributes, source, name) => {
  expect(() => refuseRemote("mine.html", notebook(attributes, source))).toThrow(
    `mine.html, cell 7: “${name}” would be fetched from another server`,
  );
});

test("what is installed, and a name of the notebook's own, are no reason to refuse", () => {
  const own = notebook('type="module"', "const penguins = d3.range(3); display(Plot.plot({marks: []}));");
  expect(() => refuseRemote("mine.html", own)).not.toThrow();
});
