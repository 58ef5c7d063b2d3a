import { type Table, toCsv } from "@clipscope/toolkit/metrics";
import { ClipscopeError } from "@clipscope/types";

/** A line of a chart's CSV by column: texts from a CSV parser, or numbers. */
export type ChartRow = Readonly<Record<string, string | number | undefined>>;

/** A cell as text. Throws `bad-argument` if the column is missing. */
export function textIn(row: ChartRow, column: string): string {
  const value = row[column];
  if (value !== undefined) return String(value);
  throw new ClipscopeError(
    "bad-argument",
    `A row has no column "${column}", only ${Object.keys(row).join(", ")}: give the rows of the chart's CSV.`,
  );
}

/** A cell as a number, undefined if it is empty. Throws `bad-argument` for other text. */
export function optionalNumberIn(row: ChartRow, column: string): number | undefined {
  const text = textIn(row, column).trim();
  if (text === "") return undefined;
  const value = text === "Infinity" ? Number.POSITIVE_INFINITY : Number(text);
  if (!Number.isNaN(value)) return value;
  throw new ClipscopeError("bad-argument", `"${text}" in the column "${column}" is not a number.`);
}

/** A cell as a number. Throws `bad-argument` if it is empty or not a number. */
export function numberIn(row: ChartRow, column: string): number {
  const value = optionalNumberIn(row, column);
  if (value !== undefined) return value;
  throw new ClipscopeError(
    "bad-argument",
    `The column "${column}" of a row is empty: it must have a number.`,
  );
}

/** A chart's CSV. */
export function csvOf(columns: readonly string[], rows: Table["rows"]): string {
  return toCsv({ columns, rows });
}

/**
 * JavaScript that draws a chart from its CSV's rows: calls the function of @clipscope/charts with the rows and
 * these options, without those that are functions or undefined.
 */
export function codeOf(name: string, options: object): string {
  const given = JSON.stringify(options, undefined, 2);
  return `import { ${name} } from "@clipscope/charts";

/** Draws the rows of the chart's CSV, one object each, as d3.csv reads them. Call element(), svg() or png() of the result. */
export function draw(rows) {
  return ${name}(rows, ${given.replaceAll("\n", "\n  ")});
}
`;
}
