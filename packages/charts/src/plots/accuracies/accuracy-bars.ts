import { ClipscopeError, checkOneOf, checkOptions } from "@clipscope/types";
import { type Chart, type ChartOptions, chartOf } from "../chart.js";
import { type ChartRow, codeOf, csvOf, optionalNumberIn, textIn } from "../rows.js";
import { drawBars, sayBar } from "./draw-bars.js";

/** An accuracy and what it is for: a shift, a template, a group of classes. */
export interface AccuracyBar {
  title: string;
  /** 0 to 1; absent if not computed yet, which leaves the line empty. */
  value?: number;
  low?: number;
  high?: number;
  /** Number of images. */
  n?: number;
  /** A word beside the value, such as "seen in training". */
  note?: string;
  /** Whether the mark is hollow and gray, for values that do not test the model. */
  hollow?: boolean;
}

export interface AccuracyBarsOptions extends ChartOptions {
  /** What is measured. Default "Accuracy". */
  label?: string;
  /** The accuracy of guessing, drawn as a dashed line. */
  chance?: number;
  /** A dot with its interval, or a bar from 0. Default "dot". */
  mark?: "dot" | "bar";
  /** Upper end of the axis. Default: fits the data. */
  most?: number;
}

const COLUMNS = ["title", "accuracy", "low", "high", "n", "note", "hollow"] as const;

/**
 * Accuracies with intervals, one per line, in the given order. Throws `bad-argument` without lines, and for an
 * accuracy outside 0 to 1.
 */
export function accuracyBars(
  bars: readonly AccuracyBar[],
  options: AccuracyBarsOptions = {},
): Chart<AccuracyBar> {
  checkOptions(
    options,
    ["label", "chance", "mark", "most", "width", "theme", "title", "note", "source"],
    "accuracyBars",
  );
  check(bars);
  const { label = "Accuracy", mark = "dot", chance, width, most } = options;
  checkOneOf("mark", mark, ["dot", "bar"]);
  return chartOf(
    {
      drawing: drawBars(bars, {
        label,
        mark,
        ...(chance !== undefined && { line: { value: chance, label: "chance" } }),
        ...(width !== undefined && { width }),
        ...(most !== undefined && { most }),
      }),
      label: `${label}: ${bars.map(sayBar).join("; ")}`,
      csv: () => csvOf(COLUMNS, rowsOf(bars)),
      code: () => codeOf("accuracyBarsFromRows", options),
    },
    options,
  );
}

/** `accuracyBars` from the rows of its CSV. Throws `bad-argument` for other rows. */
export function accuracyBarsFromRows(
  rows: readonly ChartRow[],
  options: AccuracyBarsOptions = {},
): Chart<AccuracyBar> {
  const bars = rows.map((row): AccuracyBar => {
    const [value, low, high, n] = ["accuracy", "low", "high", "n"].map((column) =>
      optionalNumberIn(row, column),
    );
    const note = textIn(row, "note");
    return {
      title: textIn(row, "title"),
      ...(value !== undefined && { value }),
      ...(low !== undefined && { low }),
      ...(high !== undefined && { high }),
      ...(n !== undefined && { n }),
      ...(note && { note }),
      ...(textIn(row, "hollow") === "true" && { hollow: true }),
    };
  });
  return accuracyBars(bars, options);
}

function rowsOf(bars: readonly AccuracyBar[]) {
  return bars.map(({ title, value, low, high, n, note = "", hollow = false }) => [
    title,
    value,
    low,
    high,
    n,
    note,
    hollow,
  ]);
}

function check(bars: readonly AccuracyBar[]): void {
  if (bars.length === 0) throw new ClipscopeError("bad-argument", "accuracyBars needs at least one line.");
  for (const { title, value } of bars) {
    if (value === undefined || (value >= 0 && value <= 1)) continue;
    throw new ClipscopeError(
      "bad-argument",
      `accuracyBars: ${title} has the accuracy ${value}: give a fraction from 0 to 1, so 0.76 for 76%.`,
    );
  }
}
