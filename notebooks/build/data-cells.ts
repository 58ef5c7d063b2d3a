import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import type { Cell } from "@observablehq/notebook-kit";
import type { Plugin } from "vite";
import { cache } from "../../scripts/setup/places.mjs";
import { fingerprint, unlessStamped } from "../../scripts/setup/stamp.mjs";
import { kitPaths } from "./kit-paths.js";
import { notebookCells } from "./notebook-cells.mjs";

/** Files that a cell may read; the cell runs again when one of them has changed. */
const SOURCES = [
  "packages/mini/checkpoint",
  "packages/mini/src",
  "packages/core/src",
  "packages/study/src",
  "packages/toolkit/src",
  "datasets/src",
];

/**
 * Runs the cells of notebooks that compute at build: `node` cells, and what SQL cells need. Notebook Kit finds their
 * results in its own cache. It would run a `node` cell itself, but only with Node 22.7, and with files from the notebooks'
 * folder alone, where our packages are not.
 */
export function dataCells(): Plugin {
  return {
    name: "clipscope-data-cells",
    transformIndexHtml: {
      order: "pre",
      async handler(html, { filename }) {
        await runDataCells(filename, html);
        return html;
      },
    },
  };
}

/**
 * Runs the `node` cells of a notebook whose results are missing or older than the packages. What a cell writes on
 * standard output is its value in the page, and for a cell with `output="name"` also the file `.observable/data/name`,
 * for SQL cells: `FROM read_parquet('.observable/data/name')`. Where `duckdb` can't be loaded, queries return no rows.
 * Throws the error of a cell that fails.
 */
export async function runDataCells(notebook: string, html: string, duckdb = openDuckDB): Promise<void> {
  const cells = notebookCells(html);
  for (const cell of cells.filter(({ mode }) => mode === "node")) await runNodeCell(notebook, cell);
  for (const cell of cells.filter(({ mode }) => mode === "sql")) await withoutDuckDB(notebook, cell, duckdb);
}

const openDuckDB = (): Promise<unknown> => import("@duckdb/node-api");

async function runNodeCell(notebook: string, { id, value, format, output }: Cell): Promise<void> {
  const { getInterpreterCachePath } = await kitPaths();
  const result = await getInterpreterCachePath(notebook, "node", format, value);
  const named = output && join(dirname(notebook), ".observable/data", output);
  const stamp = join(cache, `cell-${basename(result)}`);
  if (!existsSync(result) || (named && !existsSync(named))) await rm(stamp, { force: true });
  await unlessStamped(stamp, await fingerprint(SOURCES), async () => {
    const bytes = await outputOf(value, dirname(notebook), `${basename(notebook)}, cell ${id}`);
    await mkdir(dirname(result), { recursive: true });
    await writeFile(`${result}.part`, bytes);
    await rename(`${result}.part`, result);
    if (named) {
      await mkdir(dirname(named), { recursive: true });
      await copyFile(result, named);
    }
    await forgetQueries(dirname(result));
  });
}

async function outputOf(source: string, folder: string, place: string): Promise<Buffer> {
  const child = spawn(process.execPath, ["--input-type=module"], { cwd: folder });
  const [bytes, said, [code]] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    once(child, "close"),
    child.stdin.end(source),
  ]);
  if (code === 0) return bytes;
  throw new Error(`${place} failed when it ran in Node at build:\n${said.trim()}`);
}

/** Answers of queries may be those of older data. */
async function forgetQueries(folder: string): Promise<void> {
  const old = (await readdir(folder)).filter((name) => name.startsWith("duckdb-"));
  await Promise.all(old.map((name) => rm(join(folder, name))));
}

/** Where DuckDB has no build for this machine, a query has no rows, and the lesson says so. */
async function withoutDuckDB(
  notebook: string,
  { id, value, database = "" }: Cell,
  duckdb: typeof openDuckDB,
): Promise<void> {
  const { getQueryCachePath } = await kitPaths();
  const result = await getQueryCachePath(notebook, database, [value]);
  const missing = await duckdb().then(
    () => false,
    () => true,
  );
  if (!missing) {
    const kept = existsSync(result) ? JSON.parse(await readFile(result, "utf8")) : {};
    if (kept.notRun) await rm(result);
    return;
  }
  console.warn(
    `${basename(notebook)}, cell ${id}: DuckDB has no build for ${process.platform}-${process.arch}, so this query did not run and has no rows.`,
  );
  await mkdir(dirname(result), { recursive: true });
  await writeFile(result, JSON.stringify({ rows: [], schema: [], duration: 0, notRun: true }));
}
