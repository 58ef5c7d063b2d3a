import { ClipscopeError } from "@clipscope/types";
import { asCategory } from "./columns.js";
import type { Column, OpenOptions, Roles } from "./dataset.js";

type Role = keyof Roles;
const ROLES: readonly Role[] = ["split", "caption", "shift", "label"];

/** Names that suggest a role, best first; compared in lower case with words joined by "_". */
const NAMES: Record<Role, readonly string[]> = {
  label:
    "label_name class_name category_name label_text label class category fine_label target cls y species breed labels classes categories tags label_id class_id category_id coarse_label ground_truth gt".split(
      " ",
    ),
  split: "split set subset partition phase fold dataset_split".split(" "),
  caption:
    "caption captions text description sentence sentences prompt comment alt_text alt title_text raw".split(
      " ",
    ),
  shift: "shift domain style distribution environment env corruption camera site hospital".split(" "),
};
const SPLIT_VALUE = /^(?:train|training|val|valid|validation|dev|test|testing|eval|evaluation|holdout)\d*$/i;

/** Whether a value names a split, such as "train" or "val". */
export const isSplitName = (value: string) => SPLIT_VALUE.test(value);

/**
 * Assigns columns to roles: as given in `how`, otherwise as stated by the format, otherwise guessed from
 * names and values among the `guessable` columns. Label, split and shift columns become categories. Returns
 * the columns, the roles, and a sentence for each guess. Throws `bad-argument` for a missing column.
 */
export function assignRoles(
  columns: ReadonlyMap<string, Column>,
  rows: number,
  how: OpenOptions,
  stated: Roles = {},
  guessable: ReadonlyMap<string, Column> = columns,
): { columns: Map<string, Column>; roles: Roles; notes: string[] } {
  const out = new Map(columns);
  const roles: Roles = {};
  const notes: string[] = [];
  const free = (name: string) => !Object.values(roles).includes(name);
  for (const role of ROLES) if (typeof how[role] === "string") checkColumn(columns, how[role], role);
  for (const role of ROLES) {
    const said = how[role];
    if (said === null) continue;
    if (typeof said === "string") {
      roles[role] = said;
      continue;
    }
    const open = (name: string) => free(name) && !ROLES.some((other) => how[other] === name);
    const fixed = stated[role];
    const guessed = fixed !== undefined && open(fixed) ? fixed : guess(role, guessable, rows, open);
    if (guessed === undefined) continue;
    roles[role] = guessed;
    if (fixed === undefined) notes.push(guessNote(role, guessed, columns));
  }
  for (const role of ["label", "split", "shift"] as const) {
    const name = roles[role];
    const column = name === undefined ? undefined : out.get(name);
    if (name === undefined || !column || column.kind === "category") continue;
    const category = asCategory(column, rows);
    if (category) out.set(name, category);
    else if (role !== "label") {
      throw new ClipscopeError(
        "bad-argument",
        `The column ${name} has several values per row and can't be the ${role}. Choose another column.`,
      );
    }
  }
  return { columns: out, roles, notes };
}

/** Throws `bad-argument`, listing the existing columns, unless `name` is one of them. */
export function checkColumn(columns: ReadonlyMap<string, unknown>, name: string, role: string): void {
  if (columns.has(name)) return;
  const all = [...columns.keys()];
  const shown = all.length > 30 ? [...all.slice(0, 30), `… (${all.length} in all)`] : all;
  throw new ClipscopeError(
    "bad-argument",
    `There is no column “${name}” for the ${role}: the columns are ${shown.join(", ") || "none"}.`,
  );
}

function guess(
  role: Role,
  columns: ReadonlyMap<string, Column>,
  rows: number,
  open: (name: string) => boolean,
): string | undefined {
  const named = [...columns.keys()]
    .map((name) => ({ name, rank: NAMES[role].indexOf(plain(name)) }))
    .filter(({ name, rank }) => rank >= 0 && open(name))
    .sort((a, b) => a.rank - b.rank);
  const found = named.find(({ name }) => fits(role, columns.get(name) as Column, plain(name), rows));
  if (found || role !== "label") return found?.name;
  // The only column that groups rows, whatever its name, unless the name suggests an identifier.
  const groups = [...columns].filter(
    ([name, column]) =>
      column.kind === "category" && open(name) && !/(?:^|_)(?:id|key|uuid|path|file|url)$/.test(plain(name)),
  );
  return groups.length === 1 ? groups[0][0] : undefined;
}

function fits(role: Role, column: Column, name: string, rows: number): boolean {
  if (role === "split") {
    if (column.kind === "category") return name === "split" || column.values.every(isSplitName);
    if (column.kind !== "text") return false;
    return Array.from({ length: rows }, (_, row) => column.at(row)).every((v) => v === "" || isSplitName(v));
  }
  if (role === "caption") return column.kind !== "number";
  if (role === "shift") return column.kind === "category" && column.values.length > 1;
  if (column.kind === "number")
    return column.values.every((value) => Number.isNaN(value) || Number.isInteger(value));
  return true;
}

/** Normalizes a column name, so that "labelName", "Label Name" and "label-name" are equal. */
const plain = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join("_");

function guessNote(role: Role, name: string, columns: ReadonlyMap<string, Column>): string {
  const column = columns.get(name);
  const count = column?.kind === "category" ? ` (${column.values.length} values)` : "";
  return `The ${role} column is “${name}”${count}.`;
}
