import { ClipscopeError, checkEmbeddings, type Embeddings } from "@clipscope/types";
import { columnTexts } from "../columns.js";
import type { Column, Roles } from "../dataset.js";
import { describeColumns } from "../read/column-kinds.js";

/** Embeddings with data about their rows. */
export interface EmbeddingsTable {
  /** Embeddings; their keys, such as paths, become the column `key`. */
  embeddings: Embeddings;
  /** Labels and other columns, by name. */
  columns?: ReadonlyMap<string, Column>;
  /** Which columns are the label, split, caption and shift. */
  roles?: Roles;
  /** Provenance: `model`, `hash`, `features`, `normalized`, `failures` … */
  metadata?: Readonly<Record<string, string>>;
}

/** A validated table, with keys as texts and complete metadata. */
export interface CheckedTable {
  embeddings: Embeddings;
  keys: readonly string[];
  columns: ReadonlyMap<string, Column>;
  label?: string;
  /** Metadata, including column kinds and roles, from which a reader restores them. */
  metadata: Readonly<Record<string, string>>;
}

/** Names used by the formats for keys and vectors. */
export const KEY = "key";
export const EMBEDDING = "embedding";

/** Throws `wrong-shape` or `bad-argument` if a table can't be written. */
export function checkTable({ embeddings, columns, roles, metadata }: EmbeddingsTable): CheckedTable {
  checkEmbeddings(embeddings, "embeddings");
  const { rows, keys = Array.from({ length: rows }, (_, row) => String(row)) } = embeddings;
  const own = new Map<string, Column>();
  for (const [name, column] of columns ?? []) {
    if (name === KEY && columnTexts(column, rows).every((text, row) => text === keys[row])) continue;
    if (name === KEY || name === EMBEDDING) {
      throw new ClipscopeError(
        "bad-argument",
        `A column can't be named “${name}”, which is the name of the rows' ${name === KEY ? "keys" : "vectors"}. Rename it.`,
      );
    }
    const length = lengthOf(column);
    if (length !== undefined && length !== rows) {
      throw new ClipscopeError(
        "wrong-shape",
        `The column “${name}” has ${length} rows, but there are ${rows} embeddings.`,
      );
    }
    own.set(name, column);
  }
  const described = describeColumns(own, roles);
  return {
    embeddings,
    keys,
    columns: own,
    label: roles?.label !== undefined && own.has(roles.label) ? roles.label : undefined,
    metadata: { ...metadata, ...(described === undefined ? {} : { columns: described }) },
  };
}

function lengthOf(column: Column): number | undefined {
  if (column.kind === "category") return column.codes.length;
  if (column.kind === "number") return column.values.length;
  return column.kind === "list" ? column.offsets.length - 1 : undefined;
}
