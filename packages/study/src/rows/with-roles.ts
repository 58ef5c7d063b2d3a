import type { Dataset, Roles } from "@clipscope/datasets";
import { ClipscopeError } from "@clipscope/types";
import type { RoleChoices } from "../document/document.js";

/**
 * A dataset with the columns chosen for roles; `null` for none. A larger list of classes is kept only for the label
 * column that it came with. Throws `not-found` for a column that does not exist.
 */
export function withRoles<D extends Pick<Dataset, "title" | "columns" | "roles" | "vocabulary">>(
  dataset: D,
  choices: RoleChoices,
): D {
  const roles: Roles = { ...dataset.roles };
  for (const [role, column] of Object.entries(choices) as [keyof Roles, string | null | undefined][]) {
    if (column === null) delete roles[role];
    else if (column !== undefined) {
      if (!dataset.columns.has(column)) {
        throw new ClipscopeError(
          "not-found",
          `The ${role} column is “${column}”, but ${dataset.title} has no such column: choose one of ${[...dataset.columns.keys()].join(", ") || "none"}.`,
        );
      }
      roles[role] = column;
    }
  }
  const { vocabulary, ...rest } = dataset;
  const sameLabels = roles.label === dataset.roles.label;
  return { ...rest, roles, ...(vocabulary && sameLabels && { vocabulary }) } as D;
}
