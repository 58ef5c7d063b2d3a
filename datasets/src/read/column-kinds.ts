import { type Cell, categoryColumn, columnTexts, listColumn, textColumn } from "../columns.js";
import type { Column, Roles } from "../dataset.js";

/** Column metadata in files written by Clipscope, for what the format itself can't express. */
interface Description {
  kind: Column["kind"];
  /** All values of a category or list in order, including unused ones. */
  values?: readonly string[];
  role?: keyof Roles;
}

/** Kinds, values and roles of columns as JSON; undefined without columns. */
export function describeColumns(columns: ReadonlyMap<string, Column>, roles: Roles = {}): string | undefined {
  if (columns.size === 0) return undefined;
  const described: Record<string, Description> = {};
  for (const [name, column] of columns) {
    const [role] = Object.entries(roles).find(([, column]) => column === name) ?? [];
    described[name] = {
      kind: column.kind,
      ...("values" in column && column.kind !== "number" ? { values: column.values } : {}),
      ...(role === undefined ? {} : { role: role as keyof Roles }),
    };
  }
  return JSON.stringify(described);
}

/** Restores the kinds of written columns from the metadata `columns`. */
export function restoreColumns(
  columns: ReadonlyMap<string, Column>,
  rows: number,
  metadata: Readonly<Record<string, string>> | undefined,
): { columns: Map<string, Column>; roles: Roles } {
  const restored = new Map(columns);
  const roles: Roles = {};
  for (const [name, { kind, values, role }] of Object.entries(parse(metadata?.columns))) {
    const column = columns.get(name);
    if (!column) continue;
    if (role) roles[role] = name;
    if (kind === "text" && column.kind !== "text") {
      restored.set(name, textColumn(name, columnTexts(column, rows)));
    } else if (kind === "category" && column.kind !== "list") {
      restored.set(name, categoryColumn(name, columnTexts(column, rows), values));
    } else if (kind === "number" && column.kind !== "number") {
      const numbers = columnTexts(column, rows).map((text) => (text === "" ? Number.NaN : Number(text)));
      restored.set(name, { kind, title: name, values: Float64Array.from(numbers) });
    } else if (kind === "list") {
      const lists = column.kind === "list" ? listsOf(column) : columnTexts(column, rows).map(listOf);
      restored.set(name, listWith(name, lists, values));
    }
  }
  return { columns: restored, roles };
}

/** The values of each row of a list column: `[rows]`. */
export function listsOf(column: Extract<Column, { kind: "list" }>): string[][] {
  const { offsets, codes, values } = column;
  return Array.from({ length: offsets.length - 1 }, (_, row) =>
    Array.from(codes.subarray(offsets[row], offsets[row + 1]), (code) => values[code]),
  );
}

function listWith(title: string, lists: readonly string[][], values?: readonly string[]): Column {
  const column = listColumn(title, lists);
  if (!values) return column;
  const codeOf = new Map(values.map((value, code) => [value, code]));
  if (!column.values.every((value) => codeOf.has(value))) return column;
  const codes = column.codes.map((code) => codeOf.get(column.values[code]) as number);
  return { ...column, codes, values };
}

function listOf(json: string): string[] {
  try {
    const list: Cell = JSON.parse(json);
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}

function parse(json: string | undefined): Record<string, Description> {
  if (json === undefined) return {};
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? (value as Record<string, Description>) : {};
  } catch {
    return {};
  }
}

/** All rows of a column as text fields: lists as JSON, missing values as "". */
export const fieldTexts = (column: Column, rows: number): string[] =>
  column.kind === "list" ? listsOf(column).map((list) => JSON.stringify(list)) : columnTexts(column, rows);
