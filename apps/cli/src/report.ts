import type { ChartFiles } from "@clipscope/charts/plots";
import type { Manifest, Proportion } from "@clipscope/toolkit";
import { type Cell, toCsv } from "@clipscope/toolkit/metrics";
import type { Console } from "./command.js";
import { table } from "./table.js";

/** A command's result, for printing as text, CSV or JSON. */
export interface Report {
  /** Caption above the tables in text output. */
  caption: string;
  /** Tables; `--csv` writes the first. */
  tables: readonly ReportTable[];
  /** A sentence below the tables. */
  footnote?: string;
  /** Extra fields of the JSON output, besides `result` and `manifest`. */
  more?: Readonly<Record<string, unknown>>;
  result: unknown;
  manifest: Manifest;
  /** Draws the result, for --svg. */
  chart?: () => Promise<ChartFiles>;
}

export interface ReportTable {
  title?: string;
  columns: readonly string[];
  /** Rows; numbers are written at full precision in CSV, and as `shown` in text. */
  rows: readonly (readonly ReportCell[])[];
}

export type ReportCell = Cell | { value: number | undefined; shown: string };

export function printReport(
  { caption, tables, footnote, more, result, manifest }: Report,
  { json, csv }: { json?: boolean | undefined; csv?: boolean | undefined },
  { stdout }: Console,
): void {
  if (json) {
    stdout.write(`${JSON.stringify({ result, ...more, manifest }, plain)}\n`);
    return;
  }
  if (csv) {
    const [{ columns, rows }] = tables;
    stdout.write(toCsv({ columns, rows: rows.map((row) => row.map(csvValue)) }));
    return;
  }
  const parts = tables.map(({ title, columns, rows }) => {
    const text = table([columns, ...rows.map((row) => row.map(shownText))]);
    return (title ? `${title}\n\n${text}` : text).trimEnd();
  });
  stdout.write(`${[caption, ...parts, ...(footnote ? [footnote] : [])].join("\n\n")}\n`);
}

const isShown = (cell: ReportCell): cell is { value: number | undefined; shown: string } =>
  typeof cell === "object" && cell !== null;
const csvValue = (cell: ReportCell): Cell => (isShown(cell) ? cell.value : cell);
const shownText = (cell: ReportCell): string =>
  isShown(cell) ? cell.shown : cell === undefined ? "–" : String(cell);

/** Formats a number with fixed decimals and a true minus sign instead of a hyphen. */
export const signed = (value: number, digits: number): string => value.toFixed(digits).replace("-", "−");

/** Formats a share as a percentage with one decimal; "–" if undefined. */
export function percent(value: number | undefined): ReportCell {
  const has = value !== undefined && Number.isFinite(value);
  return { value: has ? value : undefined, shown: has ? `${signed(100 * value, 1)}%` : "–" };
}

/** A share and its interval as three cells. */
export const proportionCells = ({ value, low, high }: Proportion): ReportCell[] => [
  percent(value),
  { value: low, shown: `${(100 * low).toFixed(1)}%` },
  { value: high, shown: `${(100 * high).toFixed(1)}%` },
];

/** Formats a difference of shares in percentage points, with its sign. */
export function points(value: number | undefined): ReportCell {
  const has = value !== undefined && Number.isFinite(value);
  return {
    value: has ? value : undefined,
    shown: has ? `${value < 0 ? "−" : "+"}${(100 * Math.abs(value)).toFixed(1)}` : "–",
  };
}

export const fixed = (value: number | undefined, digits: number): ReportCell => ({
  value,
  shown: value === undefined || !Number.isFinite(value) ? "–" : signed(value, digits),
});

/** Converts typed arrays to lists for JSON. */
function plain(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as Float64Array);
  return value;
}
