import { asCategory, type CategoryColumn, type Column } from "@clipscope/datasets";

/** Largest number of different numbers that are a distribution each; more are divided into ranges. */
const MOST_NUMBERS = 12;
/** Largest number of different texts that are a distribution each. */
const MOST_TEXTS = 100;
const RANGES = 5;

/**
 * A column as distributions to compare, one value per row. Categories are used as they are; so are texts and lists with
 * one value per row and at most a hundred different ones. Up to twelve different numbers are used as they are; more are
 * divided into five ranges of about equally many rows, in ascending order, whose ends are numbers that occur. Undefined
 * for other columns, and without two different values.
 */
export function shiftCategory(column: Column, rows: number): CategoryColumn | undefined {
  const found = column.kind === "number" ? numbersAsCategory(column, rows) : asCategory(column, rows);
  if (!found || found.values.length < 2) return undefined;
  return column.kind === "category" || column.kind === "number" || found.values.length <= MOST_TEXTS
    ? found
    : undefined;
}

function numbersAsCategory(
  column: Extract<Column, { kind: "number" }>,
  rows: number,
): CategoryColumn | undefined {
  const { title, values, unit } = column;
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const different = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  if (different.length <= MOST_NUMBERS) return asCategory(column, rows);
  // Each range begins at a number that occurs, so that equal numbers are in one range.
  const starts = Array.from({ length: RANGES }, (_, i) => sorted[Math.floor((i * sorted.length) / RANGES)]);
  const from = [...new Set(starts)];
  const rangeOf = (value: number) => from.findLastIndex((start) => value >= start);
  const said = (value: number) => `${Number(value.toPrecision(4))}`;
  const names = from.map((start, i) => {
    const own = different.filter((value) => rangeOf(value) === i);
    return `${said(start)} to ${said(own[own.length - 1])}${unit ? ` ${unit}` : ""}`;
  });
  return {
    kind: "category",
    title,
    values: names,
    codes: Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : rangeOf(value))),
  };
}
