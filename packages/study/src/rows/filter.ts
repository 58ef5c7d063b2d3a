/**
 * A condition on the rows of any column of the data or computed. Also the form of a selection. With `not`, exactly
 * the other rows pass.
 */
export type Filter =
  /** Rows with one of these values of a column; `null` stands for a missing value. */
  | { kind: "values"; column: string; values: readonly (string | null)[]; not?: true }
  /** Rows with `from` ≤ value ≤ `to` in a number column; missing values are in no range. */
  | { kind: "range"; column: string; from?: number; to?: number; not?: true }
  /** Rows whose text, in a column of any kind, contains the query; case is ignored. */
  | { kind: "text"; column: string; query: string; not?: true }
  /** These rows, by key. `title` says where they come from: "lasso", "3 nearest to a.jpg". */
  | { kind: "rows"; title: string; keys: readonly string[]; not?: true };
