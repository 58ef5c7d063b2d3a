import type { CategoryColumn, Column } from "@clipscope/datasets";
import { ClipscopeError } from "@clipscope/types";

/**
 * A dataset's column of categories: `category(dataset, "split")`. Throws `not-found` for a column that the dataset does
 * not have or that has no categories.
 */
export function category(
  { title, columns }: { title: string; columns: ReadonlyMap<string, Column> },
  name: string,
): CategoryColumn {
  const column = columns.get(name);
  if (column?.kind === "category") return column;
  const all = [...columns].flatMap(([id, { kind }]) => (kind === "category" ? [id] : []));
  throw new ClipscopeError(
    "not-found",
    `${title} has no column of categories "${name}": choose one of ${all.join(", ") || "none, for it has no such column"}.`,
  );
}
