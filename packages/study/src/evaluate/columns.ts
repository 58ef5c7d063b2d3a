import { asCategory, type CategoryColumn, type Dataset } from "@clipscope/datasets";
import { ClipscopeError } from "@clipscope/types";
import { shiftCategory } from "./shift-category.js";

/** The label column: the named one, or the dataset's own. Throws `bad-argument` if there is none. */
export function labelColumn(dataset: Dataset, name: string | undefined): CategoryColumn {
  return categoryFor(dataset, "label", name ?? dataset.roles.label);
}

/**
 * The shift column: the named one, or the dataset's own; many different numbers as ranges, see `shiftCategory`. Throws
 * `bad-argument` if there is none.
 */
export function shiftColumn(dataset: Dataset, name: string | undefined): CategoryColumn {
  const own = name ?? dataset.roles.shift;
  const column = own === undefined ? undefined : dataset.columns.get(own);
  const ranges = column?.kind === "number" ? shiftCategory(column, dataset.rows) : undefined;
  return ranges ?? categoryFor(dataset, "shift", own);
}

/**
 * Any column as one value per row. Throws `bad-argument` for a missing column, or one with several values per
 * row.
 */
export function categoryFor(dataset: Dataset, role: string, name: string | undefined): CategoryColumn {
  if (name === undefined) {
    throw new ClipscopeError(
      "bad-argument",
      `${dataset.title} has no ${role} column. ${listed(dataset)} ${dataset.columns.size > 0 ? `Name it: ${role} (--${role}).` : "Give a table with one, or sort the images into folders named after its values."}`,
    );
  }
  const column = dataset.columns.get(name);
  if (!column) {
    throw new ClipscopeError("bad-argument", `${dataset.title} has no column "${name}". ${listed(dataset)}`);
  }
  const category = asCategory(column, dataset.rows);
  if (category) return category;
  throw new ClipscopeError(
    "bad-argument",
    `The column "${name}" of ${dataset.title} has several values per row: a ${role} column needs one. ${listed(dataset)}`,
  );
}

function listed({ columns }: Dataset): string {
  const names = [...columns.keys()].map((name) => `"${name}"`).join(", ");
  return names ? `Its columns: ${names}.` : "It has no columns.";
}
