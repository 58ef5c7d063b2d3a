import { type OpenedDataset, shiftCategory } from "@clipscope/study";

/** A column whose values can be shifts. */
export interface ShiftColumn {
  name: string;
  title: string;
  /** Number of different values, or of ranges of numbers. */
  values: number;
}

const found = new WeakMap<OpenedDataset["columns"], readonly ShiftColumn[]>();

/** The data's columns other than the label that divide the rows into distributions: any of them can be the shift. */
export function shiftColumns({
  columns,
  roles,
  rows,
}: Pick<OpenedDataset, "columns" | "roles" | "rows">): readonly ShiftColumn[] {
  const known = found.get(columns);
  const all =
    known ??
    [...columns].flatMap(([name, column]) => {
      const category = shiftCategory(column, rows);
      return category ? [{ name, title: column.title, values: category.values.length }] : [];
    });
  if (!known) found.set(columns, all);
  return all.filter(({ name }) => name !== roles.label);
}
