import { ClipscopeError, checkOptions } from "@clipscope/types";
import { count, counted } from "../../format.js";
import type { Positions } from "../../geometry/placement.js";
import { type Chart, type ChartOptions, chartOf, widthOf } from "../chart.js";
import { type ChartRow, codeOf, csvOf, numberIn, textIn } from "../rows.js";
import { drawScatter, type ScatterShape } from "./draw-scatter.js";

/** A category of points. */
export interface ScatterCategory {
  label: string;
  /** A token such as "--category-1", or a CSS color. */
  color: string;
  /** Default "circle". */
  shape?: ScatterShape;
  /** Whether its points are left out, and its entry in the legend. Default false. */
  hidden?: boolean;
}

export interface ScatterOptions extends ChartOptions {
  /** The category of each point, as an index into `categories`; -1 for none. */
  codes: ArrayLike<number>;
  categories: readonly ScatterCategory[];
  /** The name of each point in the CSV. Default: its number. */
  keys?: (row: number) => string;
  /** Words on the map, at positions of the points' space. */
  labels?: readonly { text: string; x: number; y: number; color?: string }[];
  /** The part of the points' space that is drawn. Default: all of it. */
  view?: { x: readonly [from: number, to: number]; y: readonly [from: number, to: number] };
  /** Radius of a point in pixels. Default: from 1 to 3.5 by their number. */
  radius?: number;
}

const COLUMNS = ["key", "x", "y", "category"] as const;

/**
 * Points of a map as a vector drawing, y pointing down, colored by category, with a legend of what is shown. A
 * hundred thousand points make a file of about 1.5 MB. Throws `bad-argument` for codes that do not fit, and for positions that are
 * not finite.
 */
export function scatterSvg(positions: Positions, options: ScatterOptions): Chart {
  checkOptions(
    options,
    ["codes", "categories", "keys", "labels", "view", "radius", "width", "theme", "title", "note", "source"],
    "scatterSvg",
  );
  check(positions, options);
  const { codes, categories, keys = String, ...redrawn } = options;
  const drawing = drawScatter(positions, widthOf(options, "scatterSvg"), options);
  const shown = categories.filter(({ hidden }) => !hidden);
  return chartOf(
    {
      drawing,
      label: `Map of ${counted(positions.x.length, "point")} in ${counted(shown.length, "category", "categories")}: ${shown
        .slice(0, 12)
        .map(({ label }) => label)
        .join(", ")}`,
      csv: () => csvOf(COLUMNS, rowsOf(positions, codes, categories, keys)),
      code: () => codeOf("scatterSvgFromRows", { categories, ...redrawn }),
    },
    options,
  );
}

/** `scatterSvg` from the rows of its CSV. Throws `bad-argument` for other rows. */
export function scatterSvgFromRows(
  rows: readonly ChartRow[],
  options: Omit<ScatterOptions, "codes" | "keys">,
): Chart {
  const place = new Map(options.categories.map(({ label }, c) => [label, c]));
  return scatterSvg(
    {
      x: Float32Array.from(rows, (row) => numberIn(row, "x")),
      y: Float32Array.from(rows, (row) => numberIn(row, "y")),
    },
    {
      ...options,
      codes: rows.map((row) => place.get(textIn(row, "category")) ?? -1),
      keys: (row) => textIn(rows[row], "key"),
    },
  );
}

function* rowsOf(
  { x, y }: Positions,
  codes: ArrayLike<number>,
  categories: readonly ScatterCategory[],
  keys: (row: number) => string,
): Iterable<[string, number, number, string]> {
  for (let row = 0; row < x.length; row++) {
    yield [keys(row), x[row], y[row], codes[row] < 0 ? "" : categories[codes[row]].label];
  }
}

function check({ x, y }: Positions, { codes, categories }: ScatterOptions): void {
  if (x.length !== y.length || x.length !== codes.length) {
    throw new ClipscopeError(
      "bad-argument",
      `scatterSvg: ${count(x.length)} x, ${count(y.length)} y and ${count(codes.length)} codes: give each point one of each.`,
    );
  }
  for (let row = 0; row < x.length; row++) {
    if (!Number.isFinite(x[row]) || !Number.isFinite(y[row])) {
      throw new ClipscopeError(
        "bad-argument",
        `scatterSvg: point ${row} is at (${x[row]}, ${y[row]}), which is nowhere.`,
      );
    }
    if (!(codes[row] >= -1 && codes[row] < categories.length)) {
      throw new ClipscopeError(
        "bad-argument",
        `scatterSvg: point ${row} has the category ${codes[row]}: it must be below ${categories.length}, or -1 for none.`,
      );
    }
  }
}
