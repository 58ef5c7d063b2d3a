/** A set of rows: a bit set, a `Set<number>`, or any object with a `has` method. */
export interface Rows {
  has(row: number): boolean;
}
