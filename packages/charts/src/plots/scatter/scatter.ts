import { ClipscopeError, checkOptions } from "@clipscope/types";
import type { Amounts } from "../../color/amount-scale.js";
import type { Categories } from "../../color/categories.js";
import type { Anchor } from "../../elements/scatter/anchors.js";
import type { Links } from "../../elements/scatter/links.js";
import type { MapRegion } from "../../elements/scatter/map-region.js";
import { count, counted } from "../../format.js";
import type { Positions } from "../../geometry/placement.js";
import type { Rows } from "../../rows.js";
import { type Chart, type ChartOptions, chartOf, widthOf } from "../chart.js";
import { type ChartRow, codeOf, csvOf } from "../rows.js";
import { drawScatter } from "./draw-scatter.js";
import { type DrawnPoints, drawnPoints, SCATTER_COLUMNS, scatterFromRows, scatterRows } from "./rows.js";

/** What a map shows. `clip-scatter` elements have these properties, so they can be passed too. */
export interface ScatterMap {
  /** Position of each point, in any unit, with y pointing down. */
  positions: Positions | undefined;
  categories?: Categories | undefined;
  /** Shapes by another column than the colors. */
  shapes?: Categories | undefined;
  /** Colors by amount instead of those of categories. */
  amounts?: Amounts | undefined;
  /** Lines between points. */
  links?: Links | undefined;
  /** Labeled marks that are not points. */
  anchors?: readonly Anchor[];
  /** Whether lines of equal density are drawn. */
  contours?: boolean;
  /** Points that are drawn. Default: all. */
  visible?: Rows | undefined;
  /** Ids of categories that are not drawn. */
  hiddenIds?: readonly string[];
  /** Whether regions are named. Default "regions". */
  labels?: "regions" | "none";
  /** Names of regions; if not set, categories are named where their points are dense. */
  regions?: readonly MapRegion[] | undefined;
}

export interface ScatterOptions extends ChartOptions {
  /** The name of each point in the CSV. Default: its number. */
  keys?: (row: number) => string;
  /** What the amounts are, such as "similarity to “a dog”". Default "amount". */
  amountLabel?: string;
  /** The part of the points' space that is drawn. Default: where the drawn points are. */
  view?: { x: readonly [from: number, to: number]; y: readonly [from: number, to: number] };
  /** Radius of a point in pixels. Default: from 1 to 3.5 by their number. */
  radius?: number;
}

/**
 * A map as a vector drawing: points in the color and shape of their category or the color of their amount, names
 * where they are dense, a legend of what is drawn. A hundred thousand points make a file of about 1.5 MB. Throws
 * `bad-argument` for codes or amounts that do not fit, and for positions that are not finite.
 */
export function scatterSvg(map: ScatterMap, options: ScatterOptions = {}): Chart {
  checkOptions(
    options,
    ["keys", "amountLabel", "view", "radius", "width", "theme", "title", "note", "source"],
    "scatterSvg",
  );
  const positions = checkedPositions(map);
  const { keys = String, ...redrawn } = options;
  const points = drawnPoints(map, positions);
  const { categories, shapes, amounts, links, labels, regions, anchors, contours } = points;
  const entriesOf = ({ entries }: Categories) => entries.map(({ n: _, ...entry }) => entry);
  const look: ScatterLook = {
    ...(categories && { entries: entriesOf(categories) }),
    ...(shapes && { shapes: entriesOf(shapes) }),
    ...(amounts && { amounts: withoutValues(amounts) }),
    ...(links && {
      links: {
        from: [...links.from],
        to: [...links.to],
        ...(links.kept && { kept: [...links.kept] }),
      },
    }),
    ...(regions && { regions }),
    ...(anchors && { anchors }),
    ...(contours && { contours }),
    labels,
  };
  return chartOf(
    {
      drawing: drawScatter(points, widthOf(options, "scatterSvg"), options),
      label: describe(points, options),
      csv: () => csvOf(SCATTER_COLUMNS, scatterRows(points, keys)),
      code: () => codeOf("scatterSvgFromRows", { look, ...redrawn }),
    },
    options,
  );
}

const withoutValues = ({ values: _, ...amounts }: Amounts) => amounts;

/** How `scatterSvgFromRows` draws the columns of a CSV, and what it adds to them. */
export interface ScatterLook extends Pick<ScatterMap, "anchors" | "contours" | "labels" | "regions"> {
  entries?: readonly Omit<Categories["entries"][number], "n">[];
  shapes?: readonly Omit<Categories["entries"][number], "n">[];
  amounts?: Omit<Amounts, "values">;
  /** Lines between rows of the CSV. */
  links?: { from: readonly number[]; to: readonly number[]; kept?: readonly number[] };
}

/** `scatterSvg` from the rows of its CSV. Throws `bad-argument` for other rows. */
export function scatterSvgFromRows(
  rows: readonly ChartRow[],
  { look, ...options }: Omit<ScatterOptions, "keys"> & { look: ScatterLook },
): Chart {
  const { map, keys } = scatterFromRows(rows, look);
  return scatterSvg(map, { ...options, keys: (row) => keys[row] });
}

function describe(
  { rows, categories, amounts }: DrawnPoints,
  { amountLabel = "amount" }: ScatterOptions,
): string {
  const points = `Map of ${counted(rows.length, "point")}`;
  if (amounts) return `${points}, colored by ${amountLabel}`;
  if (!categories) return points;
  const there = new Set(categories.codes);
  const names = categories.entries.filter((_, code) => there.has(code)).map(({ label }) => label);
  const more = names.length > 12 ? ` and ${names.length - 12} more` : "";
  return `${points} in ${counted(names.length, "category", "categories")}: ${names.slice(0, 12).join(", ")}${more}`;
}

function checkedPositions({ positions, categories, shapes, amounts }: ScatterMap): Positions {
  const { x, y } = positions ?? {};
  if (!x || !y) {
    throw new ClipscopeError(
      "bad-argument",
      "scatterSvg: the map has no positions yet: set those of a layout.",
    );
  }
  for (const [what, values] of Object.entries({
    y,
    codes: categories?.codes,
    shapes: shapes?.codes,
    amounts: amounts?.values,
  })) {
    if (!values || values.length === x.length) continue;
    throw new ClipscopeError(
      "bad-argument",
      `scatterSvg: ${count(x.length)} x but ${count(values.length)} ${what}: give each point one.`,
    );
  }
  const nowhere = x.findIndex((value, row) => !Number.isFinite(value) || !Number.isFinite(y[row]));
  if (nowhere < 0) return { x, y };
  throw new ClipscopeError(
    "bad-argument",
    `scatterSvg: point ${nowhere} is at (${x[nowhere]}, ${y[nowhere]}), which can't be drawn: give finite positions.`,
  );
}
