/** A condition on rows, by any column, given or computed. A selection is one too. */
export type Filter =
  /** Rows with one of these values of a category or list column; `null` stands for a missing value. */
  | { kind: "values"; column: string; values: readonly (string | null)[]; not?: true }
  /** Rows with `from` ≤ value ≤ `to` of a number column; missing values never pass. */
  | { kind: "range"; column: string; from?: number; to?: number; not?: true }
  /** Rows whose text, in any column kind, contains the query, ignoring case. */
  | { kind: "text"; column: string; query: string; not?: true }
  /** These rows, by key. `title` says where they come from: "lasso", "3 nearest to a.jpg". */
  | { kind: "rows"; title: string; keys: readonly string[]; not?: true };
