/** A set of rows: a bit set, a `Set<number>`, or anything else that knows its members. */
export interface Rows {
  has(row: number): boolean;
}
