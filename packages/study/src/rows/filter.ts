/**
 * A condition on rows, by any column, given or computed. A selection is one too. With `not`, exactly the other
 * rows pass.
 */
export type Filter =
  /** Rows with one of these values of a column; `null` stands for a missing value. */
  | { kind: "values"; column: string; values: readonly (string | null)[]; not?: true }
  /** Rows with `from` ≤ value ≤ `to` of a number column; a missing value is in no range. */
  | { kind: "range"; column: string; from?: number; to?: number; not?: true }
  /** Rows whose text, in any column kind, contains the query, ignoring case. */
  | { kind: "text"; column: string; query: string; not?: true }
  /** These rows, by key. `title` says where they come from: "lasso", "3 nearest to a.jpg". */
  | { kind: "rows"; title: string; keys: readonly string[]; not?: true };
