import { ClipscopeError } from "@clipscope/types";
import type { Cell } from "../columns.js";
import type { RowProblem } from "../dataset.js";
import { isCoco, readCoco } from "./coco.js";
import { concatenateTables } from "./concatenate-tables.js";
import type { RawTable } from "./raw-table.js";
import { type FileSource, type ReadOptions, readText } from "./source.js";
import { tableOf } from "./table.js";

/**
 * Reads JSON Lines files, with an object per line, and JSON files with an array of objects or COCO
 * annotations.
 */
export async function readJsonLines(files: readonly FileSource[], how: ReadOptions): Promise<RawTable> {
  const tables: RawTable[] = [];
  for (const file of files) tables.push(await readOne(file, how));
  return concatenateTables(
    tables,
    files.map(({ path }) => path),
  );
}

async function readOne(file: FileSource, { signal, onProgress }: ReadOptions): Promise<RawTable> {
  if (/\.json$/i.test(file.path)) return parseJson(await readText(file), file.path);
  const rows = new JsonRows(file.path);
  let rest = "";
  let done = 0;
  const decoder = new TextDecoder();
  const reader = file.stream().getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (signal?.aborted) {
      await reader.cancel();
      throw new ClipscopeError("cancelled", `Reading ${file.path} was cancelled.`);
    }
    const lines = (rest + decoder.decode(next.value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) rows.add(line);
    done += next.value.length;
    onProgress?.({ stage: `reading ${file.path}`, done, total: file.size });
  }
  rows.add(rest + decoder.decode());
  return rows.table();
}

export function parseJson(text: string, name: string): RawTable {
  let parsed: unknown;
  try {
    parsed = parseExactly(text);
  } catch (cause) {
    // Some JSON Lines files are named .json.
    if (!/^\s*\{[^\n]*\}\s*\n\s*\{/.test(text)) {
      throw new ClipscopeError("bad-file", `${name} is not JSON: ${(cause as Error).message}.`, { cause });
    }
    return parseJsonLines(text, name);
  }
  if (typeof parsed === "object" && parsed !== null && isCoco(parsed))
    return readCoco(parsed, new JsonRows(name));
  const list = Array.isArray(parsed) ? parsed : onlyListIn(parsed);
  if (!list) {
    throw new ClipscopeError(
      "not-supported",
      `${name} is JSON, but neither an array of objects nor COCO annotations: write it as JSON Lines, one object per line.`,
    );
  }
  const rows = new JsonRows(name);
  for (const value of list) rows.addValue(value);
  return rows.table();
}

/**
 * The rows in an object such as `{ "images": [{…}, …], "dataset": "flickr30k" }`: its only array of objects.
 */
function onlyListIn(value: unknown): unknown[] | undefined {
  const lists = Object.values(value ?? {}).filter(
    (each): each is unknown[] => Array.isArray(each) && typeof each[0] === "object" && each[0] !== null,
  );
  return lists.length === 1 ? lists[0] : undefined;
}

export function parseJsonLines(text: string, name: string): RawTable {
  const rows = new JsonRows(name);
  for (const line of text.split("\n")) rows.add(line);
  return rows.table();
}

const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Parses JSON, keeping integers beyond 2^53, which are identifiers, as texts with all digits. */
function parseExactly(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const exact = text.replace(STRING_OR_NUMBER, (token) =>
    /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
  return JSON.parse(exact);
}

/** Collects objects as columns; the value of `b` in `a` goes to column "a.b". */
export class JsonRows {
  #rows = 0;
  #line = 0;
  readonly #columns = new Map<string, Cell[]>();
  readonly #problems: RowProblem[] = [];

  constructor(readonly name: string) {}

  add(line: string): void {
    this.#line++;
    const text = this.#line === 1 ? line.replace(/^\uFEFF/, "") : line;
    if (text.trim() === "") return;
    try {
      this.addValue(parseExactly(text));
    } catch (error) {
      this.#problem(`${this.name}: line ${this.#line} is not JSON (${(error as Error).message}).`);
    }
  }

  addValue(value: unknown): void {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.#problem(`${this.name}: row ${this.#rows + 1} is not an object.`);
      return;
    }
    this.#flatten(value, "");
    this.#rows++;
  }

  #problem(message: string): void {
    this.#problems.push({ row: this.#rows, message });
    this.#rows++;
  }

  #flatten(object: object, above: string): void {
    for (const [name, value] of Object.entries(object)) {
      const path = above + name;
      if (typeof value === "object" && value !== null && !Array.isArray(value))
        this.#flatten(value, `${path}.`);
      else {
        const cells = this.#columns.get(path) ?? [];
        this.#columns.set(path, cells);
        cells[this.#rows] = Array.isArray(value) ? sentencesOf(value) : (value as Cell);
      }
    }
  }

  table(): RawTable {
    const rows = this.#rows;
    if (rows === 0) throw new ClipscopeError("bad-file", `${this.name} has no rows.`);
    const cells = new Map(
      [...this.#columns].map(([name, given]) => [name, Array.from({ length: rows }, (_, row) => given[row])]),
    );
    return tableOf(cells, rows, this.#problems, []);
  }
}

/** The texts of a sentence list such as `[{ "raw": "A dog.", "tokens": […] }, …]`; other lists unchanged. */
function sentencesOf(list: readonly unknown[]): readonly unknown[] {
  const texts = list.map((each) => {
    const { raw, caption, text } = (each ?? {}) as Record<string, unknown>;
    return raw ?? caption ?? text;
  });
  return texts.length > 0 && texts.every((text) => typeof text === "string") ? texts : list;
}
