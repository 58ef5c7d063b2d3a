import type { OpenedDataset } from "@clipscope/study";

/** A row's displayed name: its label, or the last part of its key. */
export function rowName(dataset: OpenedDataset, row: number): string {
  return labelOf(dataset, row) ?? lastPart(dataset.keys[row] ?? "");
}

/** A row's label in the data; undefined if missing. */
export function labelOf({ columns, roles }: OpenedDataset, row: number): string | undefined {
  const column = roles.label === undefined ? undefined : columns.get(roles.label);
  if (column?.kind !== "category") return undefined;
  const code = column.codes[row];
  return code >= 0 ? column.values[code] : undefined;
}

/** Details of a row: its shift and the coarser categories of its label, or its key. */
export function rowDetails(dataset: OpenedDataset, row: number): string {
  const { columns, roles } = dataset;
  const parts: string[] = [];
  for (const name of [roles.shift, parentOf(dataset)]) {
    const column = name === undefined ? undefined : columns.get(name);
    if (column?.kind === "category" && column.codes[row] >= 0) parts.push(column.values[column.codes[row]]);
  }
  return parts.length > 0 ? parts.join(" · ") : (dataset.keys[row] ?? "");
}

/** The coarser column of the label, such as the subgroup of a concept. */
function parentOf({ columns, roles }: OpenedDataset): string | undefined {
  const label = roles.label === undefined ? undefined : columns.get(roles.label);
  return label?.kind === "category" ? label.parent?.column : undefined;
}

const lastPart = (key: string) => key.slice(Math.max(key.lastIndexOf("/"), key.lastIndexOf("\\")) + 1);
