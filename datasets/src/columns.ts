import type { CategoryColumn, Column, ListColumn, NumberColumn, TextColumn } from "./dataset.js";
import { comparePaths } from "./read/opened.js";

/** A parsed table cell: any JSON value except objects. */
export type Cell = string | number | bigint | boolean | null | undefined | readonly unknown[];

/** A number as written in tables, excluding codes with leading zeros such as 007. */
const NUMBER = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Spellings of a missing number in pandas, R and elsewhere. */
const MISSING_NUMBER = /^(?:|#?N\/?A|<NA>|n\/a|-?nan|NaN|null|NULL|None|-)$/;
const LONGEST_CATEGORY = 100;
/** Column names whose texts may hold several values separated by "|" or ";". */
const SEVERAL = /(?:^|[_ .])(?:labels|tags|classes|categories|captions|keywords|genres)$/i;

/**
 * Infers a column from cells. Its kind is the first of these that fits:
 *
 * - list: some cell is an array; or the column is called labels, tags, classes, categories, captions, keywords or
 *   genres, and some cell has a "|" or ";" between values. A single value is a list of one.
 * - number: each cell is a number or missing (empty, NA, N/A, NaN, null, None, -). Numbers with leading zeros, and whole
 *   numbers beyond 2^53, which a float64 can't hold, are identifiers and so texts.
 * - category: no text is longer than 100 characters, and there are at most half as many different texts as cells that
 *   aren't empty; or all are true or false. Values are in the order of their code points, numbers by size.
 * - text: everything else.
 *
 * An empty cell is missing. Words such as "None" and "NA" are missing in numbers alone: they are names of classes, too.
 */
export function inferColumn(title: string, cells: readonly Cell[]): Column {
  if (cells.some(Array.isArray)) return listColumn(title, cells.map(valuesOf));
  const texts = cells.map(textOf);
  if (SEVERAL.test(title) && texts.some((text) => /[^\s|;][|;]/.test(text))) {
    return listColumn(
      title,
      texts.map((text) => text.split(/[|;]/).flatMap((part) => part.trim() || [])),
    );
  }
  return numberColumn(title, texts) ?? categoryOrText(title, texts);
}

const textOf = (cell: Cell): string => (cell === null || cell === undefined ? "" : String(cell));

function valuesOf(cell: Cell): string[] {
  if (!Array.isArray(cell)) return cell === null || cell === undefined || cell === "" ? [] : [String(cell)];
  return cell.map((value) => (typeof value === "object" ? JSON.stringify(value) : String(value)));
}

function numberColumn(title: string, texts: readonly string[]): NumberColumn | undefined {
  const values = new Float64Array(texts.length).fill(Number.NaN);
  let present = 0;
  for (const [row, text] of texts.entries()) {
    const trimmed = text.trim();
    if (MISSING_NUMBER.test(trimmed)) continue;
    const infinite = /^[+-]?inf(?:inity)?$/i.test(trimmed);
    if (!infinite && !NUMBER.test(trimmed)) return undefined;
    const sign = trimmed.startsWith("-") ? -1 : 1;
    values[row] = infinite ? sign * Number.POSITIVE_INFINITY : Number(trimmed);
    if (/^[+-]?\d+$/.test(trimmed) && !Number.isSafeInteger(values[row])) return undefined;
    present++;
  }
  return present > 0 ? { kind: "number", title, values } : undefined;
}

/**
 * Repeating texts as a category column, others as a text column; never numbers, even if they look like
 * numbers.
 */
export function categoryOrText(title: string, texts: readonly string[]): CategoryColumn | TextColumn {
  const different = new Set<string>();
  let present = 0;
  let short = true;
  for (const text of texts) {
    if (text === "") continue;
    present++;
    different.add(text);
    if (text.length > LONGEST_CATEGORY) short = false;
    if (different.size > 10 && different.size * 2 > texts.length) return textColumn(title, texts);
  }
  const flags = different.size > 0 && [...different].every((text) => /^(?:true|false)$/i.test(text));
  if (flags || (short && present > 0 && different.size * 2 <= present)) return categoryColumn(title, texts);
  return textColumn(title, texts);
}

export function textColumn(title: string, texts: readonly string[]): TextColumn {
  return { kind: "text", title, at: (row) => texts[row] ?? "" };
}

/**
 * A category column with one value per row; "" and undefined are missing. `values` defaults to the values
 * that occur, numbers ordered by size, others by code point.
 */
export function categoryColumn(
  title: string,
  texts: readonly (string | undefined)[],
  values: readonly string[] = inOrder(new Set(texts.filter((text): text is string => !!text))),
): CategoryColumn {
  const codeOf = new Map(values.map((value, code) => [value, code]));
  const codes = Int32Array.from(texts, (text) => (text ? (codeOf.get(text) ?? -1) : -1));
  return { kind: "category", title, codes, values };
}

/** A list column, with any number of values per row. */
export function listColumn(title: string, lists: readonly (readonly string[])[]): ListColumn {
  const values = inOrder(new Set(lists.flat()));
  const codeOf = new Map(values.map((value, code) => [value, code]));
  const offsets = new Int32Array(lists.length + 1);
  for (const [row, list] of lists.entries()) offsets[row + 1] = offsets[row] + list.length;
  const codes = Int32Array.from(lists.flat(), (value) => codeOf.get(value) ?? -1);
  return { kind: "list", title, offsets, codes, values };
}

function inOrder(values: Iterable<string>): string[] {
  const list = [...values];
  if (list.every((value) => NUMBER.test(value))) return list.sort((a, b) => Number(a) - Number(b));
  return list.sort(comparePaths);
}

/** A row's value as text, "" if missing; list values are joined by ", ". */
export function cellText(column: Column, row: number): string {
  if (column.kind === "text") return column.at(row);
  if (column.kind === "category") return column.values[column.codes[row]] ?? "";
  if (column.kind === "list") {
    return Array.from(
      column.codes.subarray(column.offsets[row], column.offsets[row + 1]),
      (code) => column.values[code],
    ).join(", ");
  }
  return Number.isNaN(column.values[row]) ? "" : String(column.values[row]);
}

/** All rows of a column as texts. */
export const columnTexts = (column: Column, rows: number): string[] =>
  Array.from({ length: rows }, (_, row) => cellText(column, row));

/**
 * Converts a column to a category: numbers and texts become values; lists must have at most one value per
 * row, otherwise undefined.
 */
export function asCategory(column: Column, rows: number): CategoryColumn | undefined {
  if (column.kind === "category") return column;
  if (column.kind === "list") {
    for (let row = 0; row < rows; row++) {
      if (column.offsets[row + 1] - column.offsets[row] > 1) return undefined;
    }
  }
  return categoryColumn(column.title, columnTexts(column, rows));
}
