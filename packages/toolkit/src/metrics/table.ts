import { ClipscopeError, checkOptions } from "@clipscope/types";
import type { ClassificationReport } from "./classification-report.js";
import type { ConfusionMatrix } from "./confusion.js";

/** A table value; undefined and NaN are empty cells. */
export type Cell = string | number | bigint | boolean | undefined;

export interface Table {
  columns: readonly string[];
  /** Rows, each with one cell per column. */
  rows: Iterable<readonly Cell[]>;
}

/** One object per row with plain values, such as the result of `accuracyByShift`; rows may lack some keys. */
export type TableRecords = readonly object[];

export interface CsvOptions {
  /**
   * Default ",". Excel expects ";" where the comma is the decimal separator, and opens tab-separated files
   * with "\t".
   */
  delimiter?: "," | ";" | "\t";
}

/**
 * A table, or a list of records, as CSV text (RFC 4180): a header line, cells quoted if they contain a
 * delimiter, a quote or a line break, CRLF after every line. Numbers keep full precision. Throws
 * `bad-argument` for a cell that is not a plain value and for a row of the wrong length.
 */
export function toCsv(table: Table | TableRecords, options: CsvOptions = {}): string {
  checkOptions(options, ["delimiter"], "toCsv");
  const { delimiter = "," } = options;
  const { columns, rows } = isTable(table) ? table : tableOf(table);
  const line = (cells: readonly unknown[], row: number) =>
    `${cells.map((cell, c) => cellText(cell, delimiter, columns[c], row)).join(delimiter)}\r\n`;
  let text = line(columns, -1);
  let row = 0;
  for (const cells of rows) {
    if (cells.length !== columns.length) {
      throw new ClipscopeError(
        "bad-argument",
        `Row ${row} of the table has ${cells.length} cells for ${columns.length} columns.`,
      );
    }
    text += line(cells, row++);
  }
  return text;
}

/**
 * A classification report as a table laid out like scikit-learn's: classes, then accuracy, macro and weighted
 * averages.
 */
export function reportTable({ classes, accuracy, macro, weighted }: ClassificationReport): Table {
  const line = (name: Cell, { precision, recall, f1, support }: ClassificationReport["macro"]) => [
    name,
    precision,
    recall,
    f1,
    support,
  ];
  return {
    columns: ["class", "precision", "recall", "f1", "support"],
    rows: [
      ...classes.map((each) => line(each.name ?? each.class, each)),
      ["accuracy", undefined, undefined, accuracy, macro.support],
      line("macro average", macro),
      line("weighted average", weighted),
    ],
  };
}

/**
 * A confusion matrix as a table with one row per label and one column per prediction; `names` is
 * `[matrix.classes]`.
 */
export function confusionTable(matrix: ConfusionMatrix, options: { names?: readonly string[] } = {}): Table {
  checkOptions(options, ["names"], "confusionTable");
  const { classes, counts } = matrix;
  const { names = Array.from({ length: classes }, (_, c) => String(c)) } = options;
  if (names.length !== classes) {
    throw new ClipscopeError("bad-argument", `There are ${names.length} names for ${classes} classes.`);
  }
  return {
    columns: ["label", ...names],
    rows: names.map((name, label) => [name, ...counts.subarray(label * classes, (label + 1) * classes)]),
  };
}

const isTable = (table: Table | TableRecords): table is Table => "columns" in table;

/** Converts records to a table with columns in order of first occurrence. */
function tableOf(records: TableRecords): { columns: string[]; rows: unknown[][] } {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return {
    columns,
    rows: records.map((record) => columns.map((column) => (record as Record<string, unknown>)[column])),
  };
}

function cellText(cell: unknown, delimiter: string, column: string, row: number): string {
  if (cell === undefined || cell === null || Number.isNaN(cell)) return "";
  if (!["string", "number", "bigint", "boolean"].includes(typeof cell)) {
    throw new ClipscopeError(
      "bad-argument",
      `Column "${column}" holds an object in row ${row}: cells must be strings, numbers or booleans.`,
    );
  }
  const text = String(cell);
  return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
