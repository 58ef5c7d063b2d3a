/** A column that a view can color, filter, sort, group or export by. */
export interface ColumnInfo {
  name: string;
  title: string;
  kind: "category" | "number" | "text" | "list";
  /** Whether it comes with the data, from the user's edits, or is computed. */
  from: "data" | "edits" | "computed";
  /** Number of values of a category. */
  values?: number;
}
