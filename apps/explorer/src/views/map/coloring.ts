import { type Categories, categoriesOf, colorsOf, verdictLook } from "@clipscope/charts";
import type { Column } from "@clipscope/datasets";
import type { ColumnInfo, OpenedDataset, RowSet } from "@clipscope/study";

/** How points are colored: by categories, or by an amount. */
export type Coloring = { categories: Categories } | { amounts: { values: Float32Array }; title: string };

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
  labels: Column | undefined,
  shown: RowSet,
): Coloring | undefined {
  if (column?.kind === "number") {
    return { amounts: { values: Float32Array.from(column.values) }, title: column.title };
  }
  if (column?.kind !== "category") return undefined;
  const categories = categoriesOf(column, { among: shown });
  if (name === "right") {
    const look = (id: string) => (id === "right" ? verdictLook.right : verdictLook.wrong);
    return {
      categories: {
        ...categories,
        entries: categories.entries.map((entry) => ({ ...entry, ...look(entry.id) })),
      },
    };
  }
  if (name !== "prediction" || labels?.kind !== "category") return { categories };
  const truth = colorsOf(labels);
  return {
    categories: {
      ...categories,
      entries: categories.entries.map((entry) => ({ ...entry, ...truth.named(entry.id) })),
    },
  };
}
