import type { OpenedDataset } from "@clipscope/study";

/** A column whose values can be shifts. */
export interface ShiftColumn {
  name: string;
  title: string;
  /** Number of different values. */
  values: number;
}

/** The data's category columns other than the label: any of them can be the shift. */
export function shiftColumns({ columns, roles }: Pick<OpenedDataset, "columns" | "roles">): ShiftColumn[] {
  return [...columns].flatMap(([name, column]) =>
    column.kind === "category" && name !== roles.label
      ? [{ name, title: column.title, values: column.values.length }]
      : [],
  );
}
