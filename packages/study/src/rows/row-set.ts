/** An immutable set of a dataset's rows. A selection, a legend entry, a matrix cell and a histogram bar are one. */
export interface RowSet {
  /** Number of rows in the set. */
  readonly count: number;
  /** Number of rows of the dataset. */
  readonly size: number;
  has(row: number): boolean;
  /** The rows, ascending. */
  rows(): Int32Array;
  and(other: RowSet): RowSet;
  or(other: RowSet): RowSet;
  not(): RowSet;
  /** Rows of this set that are not in the other. */
  without(other: RowSet): RowSet;
  equals(other: RowSet): boolean;
}
