import { ClipscopeError } from "@clipscope/types";
import Papa from "papaparse";
import type { RowProblem } from "../dataset.js";
import { concatenateTables } from "./concatenate-tables.js";
import { isImageName } from "./image-names.js";
import type { RawTable } from "./raw-table.js";
import { type FileSource, type ReadOptions, readEncodedText } from "./source.js";
import { columnNames, tableOf } from "./table.js";

/** Maximum file size, since JavaScript strings are limited to 2^29 characters. */
const LARGEST = 500 * 2 ** 20;
const DELIMITERS = [",", "\t", ";", "|"];

/** Reads CSV and TSV files; see `parseCsv`. */
export async function readCsv(files: readonly FileSource[], how: ReadOptions): Promise<RawTable> {
  const tables: RawTable[] = [];
  for (const file of files) {
    if (file.size > LARGEST) {
      throw new ClipscopeError(
        "not-supported",
        `${file.path} has ${Math.round(file.size / 2 ** 20)} MiB, and a CSV of more than 500 MiB can't be read: convert it to Parquet (pandas.read_csv(…).to_parquet(…)).`,
      );
    }
    const { text, encoding } = await readEncodedText(file);
    const table = parseCsv(text, file.path, how);
    if (encoding === "windows-1252")
      table.notes?.push(`${file.path} is not UTF-8: it was read as Windows-1252.`);
    tables.push(table);
  }
  return concatenateTables(
    tables,
    files.map(({ path }) => path),
  );
}

/**
 * Parses CSV text (RFC 4180 and common variants): fields separated by commas, tabs, semicolons or bars
 * (detected; always tabs in a .tsv), quoted fields with `""` for a quote, lines ending in LF, CRLF or CR.
 * Empty lines are skipped.
 *
 * The first line is a header unless it looks like data: it has a number, an image path or a URL, and the
 * numbers don't count up like the column names of an array. `how.header` overrides this. A line with too many
 * fields is reported as a problem; one with too few has missing values at the end.
 */
export function parseCsv(whole: string, name: string, how: Pick<ReadOptions, "header"> = {}): RawTable {
  const tabs = /\.(?:tsv|tab)$/i.test(name);
  const newline = whole.includes("\n") ? "\n" : "\r";
  // Excel's first line that names the delimiter; or remarks.
  const [start, said] = /^\uFEFF?(?:sep=(.)\r?\n?|(?:#(?!\d)[^,;|\t\r\n]*(?:\r?\n|\r))+)/.exec(whole) ?? [""];
  const given = start === "" ? whole : whole.slice(start.length);
  const delimiter = said ?? (tabs ? "\t" : guessDelimiter(given, newline));
  const text = withLineFeeds(given, delimiter);
  let parsed = Papa.parse<string[]>(text, {
    delimiter,
    newline,
    skipEmptyLines: true,
  });
  const notes: string[] = [];
  const open = parsed.errors.find(({ code }) => code === "MissingQuotes");
  if (open) {
    if (!tabs) {
      throw new ClipscopeError(
        "bad-file",
        `${name}: a quotation mark is opened in row ${(open.row ?? 0) + 1} but never closed.`,
      );
    }
    // Many TSV files are written without quoting, so quotation marks are literal.
    parsed = Papa.parse<string[]>(text, { delimiter: "\t", newline, skipEmptyLines: true, quoteChar: "\0" });
    notes.push(`${name} has unclosed quotation marks, which are read as characters.`);
  }
  const lines = parsed.data.filter((line) => line.length > 1 || !/^\s*$/.test(line[0]));
  if (lines.length === 0) throw new ClipscopeError("bad-file", `${name} has no rows.`);
  const header = how.header ?? (delimiter !== " " && isHeader(lines));
  // Only a list of images and their classes has spaces between fields.
  const unnamed = delimiter === " " ? ["file", "label"] : lines[0].map(() => "");
  const names = columnNames(header ? lines[0] : unnamed);
  if (!header) {
    notes.push(
      how.header === undefined
        ? `The first line of ${name} looks like data: the columns are named ${names[0]}${names.length > 1 ? `, ${names[1]} …` : ""}.`
        : `The columns of ${name} are named ${names[0]}${names.length > 1 ? `, ${names[1]} …` : ""}.`,
    );
  }
  const first = header ? 1 : 0;
  const rows = lines.length - first;
  if (rows === 0) throw new ClipscopeError("bad-file", `${name} has column names but no rows.`);
  const problems: RowProblem[] = [];
  let short = 0;
  for (let row = 0; row < rows; row++) {
    const { length } = lines[first + row];
    if (length < names.length) short++;
    if (length > names.length) {
      const message = `${name}: row ${row + 1} has ${length} fields where there are ${names.length} columns.`;
      problems.push({ row, message });
    }
  }
  if (short > 0) {
    notes.push(
      `${short === 1 ? "1 row of" : `${short} rows of`} ${name} with fewer fields than columns: the last ones are missing.`,
    );
  }
  const cells = new Map<string, (string | undefined)[]>();
  const commas: string[] = [];
  for (const [c, column] of names.entries()) {
    let fields = Array.from({ length: rows }, (_, row): string | undefined => lines[first + row][c]);
    if (delimiter === ";" && haveDecimalCommas(fields)) {
      fields = fields.map((field) => field?.replace(",", "."));
      commas.push(column);
    }
    if (
      fields.every((field) => !field || NUMBERED.test(field)) &&
      isImageName((fields[0] ?? "").replace(NUMBERED, ""))
    )
      fields = fields.map((field) => field?.replace(NUMBERED, ""));
    // As pandas' skipinitialspace: a space after each delimiter.
    if (header && /^ /.test(lines[0][c] ?? "") && fields.every((field) => !field || field.startsWith(" ")))
      fields = fields.map((field) => field?.trimStart());
    cells.set(column, fields);
  }
  if (commas.length > 0) notes.push(`Commas in ${listed(commas)} of ${name} are read as decimal points.`);
  return tableOf(cells, rows, problems, notes);
}

const listed = (names: readonly string[]) =>
  names
    .slice(0, 3)
    .map((name) => `“${name}”`)
    .join(", ") + (names.length > 3 ? ` and ${names.length - 3} more columns` : "");

/** Whether all fields are numbers and some use a decimal comma, as is common in semicolon-separated files. */
function haveDecimalCommas(fields: readonly (string | undefined)[]): boolean {
  let commas = false;
  for (const field of fields) {
    if (!field) continue;
    if (!/^\s*[+-]?\d*,?\d+(?:[eE][+-]?\d+)?\s*$/.test(field)) return false;
    commas ||= field.includes(",");
  }
  return commas;
}

/** Replaces CRLF by LF outside quoted fields: files edited on two systems mix both. */
function withLineFeeds(text: string, delimiter: string): string {
  if (!text.includes("\r\n")) return text;
  const start = delimiter === "|" ? "\\|" : delimiter;
  const quotedOrEnd = new RegExp(`(?<=^|[${start}\\n\\uFEFF])"[^"]*(?:""[^"]*)*"|\r\n`, "g");
  return text.replace(quotedOrEnd, (found) => (found === "\r\n" ? "\n" : found));
}

/**
 * The delimiter that splits the first lines into the most fields, at least two and equally many per line; a
 * space if each line is an image path and one word, as in ImageNet's val.txt.
 */
function guessDelimiter(text: string, newline: "\n" | "\r"): string {
  const start = text
    .slice(0, 2 ** 17)
    .split(newline, 50)
    .slice(0, -1);
  const pair = (line: string) => /^\s*$/.test(line) || isImageName(/^(\S+) \S+\s*$/.exec(line)?.[1] ?? "");
  if (start.length > 0 && start.every(pair)) return " ";
  let [best, most] = [",", 1];
  for (const delimiter of DELIMITERS) {
    const { data } = Papa.parse<string[]>(text.slice(0, 2 ** 17), {
      delimiter,
      newline,
      preview: 50,
      skipEmptyLines: true,
    });
    const whole = text.length > 2 ** 17 && data.length > 1 ? data.slice(0, -1) : data;
    const widths = whole.map(({ length }) => length);
    const [width] = widths;
    const even = widths.filter((each) => each === width).length / widths.length;
    // A delimiter that splits only some lines is ordinary text.
    if (width > 1 && even * Math.log2(width + 1) > most * 1.0001) {
      [best, most] = [delimiter, even * Math.log2(width + 1)];
    }
  }
  return best;
}

/** A caption number after an image name, as in Flickr8k.token.txt: `1000268201.jpg#0`. */
const NUMBERED = /#\d+$/;
const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

function isHeader([names, ...rows]: readonly (readonly string[])[]): boolean {
  if (rows.length === 0) return true;
  const numbers = names.filter((name) => NUMBER.test(name)).map(Number);
  const countsUp = numbers.length > 1 && numbers.every((number, i) => number === numbers[0] + i);
  if (numbers.length > 0 && !(countsUp && numbers[0] <= 1)) return false;
  if (names.some((name) => isImageName(name.replace(NUMBERED, "")) || /^https?:\/\//.test(name)))
    return false;
  // Only an index that pandas wrote has no name.
  return names.every((name, i) => name.trim() !== "" || i === 0 || rows.every((row) => !row[i]));
}
