/** A column that views can color, filter, sort, group or export by. */
export interface ColumnInfo {
  name: string;
  title: string;
  kind: "category" | "number" | "text" | "list";
  /** Origin: part of the data, made of the user's edits, or computed. */
  from: "data" | "edits" | "computed";
  /** Number of values of a category. */
  values?: number;
}
