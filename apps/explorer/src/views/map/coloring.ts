import { type Categories, categoriesOf, colorsOf, verdictLook } from "@clipscope/charts";
import type { CategoryColumn, Column } from "@clipscope/datasets";
import type { ColumnInfo, OpenedDataset, RowSet } from "@clipscope/study";

/** How points are colored: by categories, or by an amount. */
export type Coloring = { title: string } & ({ categories: Categories } | { values: Float32Array });

/**
 * The column that colors the map when none is chosen: the coarsest category above the label, the label, the shift,
 * or the prediction.
 */
export function defaultColor({ columns, roles }: OpenedDataset, listed: readonly ColumnInfo[]): string {
  let name = roles.label;
  for (;;) {
    const column = name === undefined ? undefined : columns.get(name);
    if (column?.kind !== "category" || !column.parent || !columns.has(column.parent.column)) break;
    name = column.parent.column;
  }
  if (name !== undefined) return name;
  const known = (wanted: string | undefined) => listed.find((column) => column.name === wanted)?.name;
  return (
    known(roles.shift) ??
    listed.find(({ kind, from }) => kind === "category" && from === "data")?.name ??
    known("prediction") ??
    ""
  );
}

/** The coloring by a column, counting the rows shown. Labels and predictions of one value have the same color. */
export function coloringOf(
  name: string,
  column: Column | undefined,
  { columns, roles }: Pick<OpenedDataset, "columns" | "roles">,
  shown: RowSet,
): Coloring | undefined {
  if (column?.kind === "number") {
    return { values: Float32Array.from(column.values), title: column.title };
  }
  if (column?.kind !== "category") return undefined;
  const { title } = column;
  const categories = listed(column, columns, shown);
  if (name === "right") {
    const look = (id: string) => (id === "right" ? verdictLook.right : verdictLook.wrong);
    return { title, categories: relooked(categories, look) };
  }
  const labels = roles.label === undefined ? undefined : columns.get(roles.label);
  if (name !== "prediction" || labels?.kind !== "category") return { title, categories };
  const truth = colorsOf(labels);
  return { title, categories: relooked(categories, truth.named) };
}

const relooked = (
  { codes, entries }: Categories,
  look: (id: string) => { color: string; shape: number },
): Categories => ({ codes, entries: entries.map((entry) => ({ ...entry, ...look(entry.id) })) });

/** A column's categories with the titles of their values and of their parents'. */
function listed(column: CategoryColumn, columns: OpenedDataset["columns"], shown: RowSet): Categories {
  const title = valueTitles(column.values);
  const above = column.parent && columns.get(column.parent.column);
  const parents = above?.kind === "category" ? above.values : undefined;
  const parentTitle = parents && valueTitles(parents);
  return categoriesOf(column, {
    among: shown,
    titleOf: title,
    ...(parents &&
      parentTitle && {
        parentOf: (code: number) => {
          const parent = parents[column.parent?.of[code] ?? -1];
          return parent === undefined ? undefined : parentTitle(parent);
        },
      }),
  });
}

const SLUG = /^[\p{Ll}\d]+(?:[-_][\p{Ll}\d]+)*$/u;

/** Titles of a column's values: if all are slugs, such as "person-role", they are written as words: "Person role". */
export function valueTitles(values: readonly string[]): (value: string) => string {
  const isSlugs = values.some((value) => /[-_]/.test(value)) && values.every((value) => SLUG.test(value));
  if (!isSlugs) return String;
  return (value) => {
    const words = value.replaceAll(/[-_]/g, " ");
    return words.charAt(0).toUpperCase() + words.slice(1);
  };
}

/** Indices of the shapes of points, without the cross, which means wrong. */
const SHAPES = [0, 2, 3, 4];

/** The shapes of a column's values: one each for the three most frequent, one for all others if there are more than four. */
export function shapesOf(column: Column | undefined, shown: RowSet): Categories | undefined {
  if (column?.kind !== "category") return undefined;
  const { codes, entries } = categoriesOf(column, { among: shown, titleOf: valueTitles(column.values) });
  const order = Array.from(entries.keys()).sort((a, b) => entries[b].n - entries[a].n);
  const rank = new Map(order.map((code, at) => [code, at]));
  return {
    codes,
    entries: entries.map((entry, code) => ({
      ...entry,
      shape: SHAPES[Math.min(SHAPES.length - 1, rank.get(code) ?? 0)],
    })),
  };
}
