/** Detail of `point-hover` and `point-pick`: a row and its place in pixels from the map's corner; no row for none. */
export interface PointDetail {
  row: number | undefined;
  x: number;
  y: number;
}

/** Detail of `points-select`: the rows inside a box or lasso, ascending, and what to do with them. */
export interface PointsDetail {
  rows: Int32Array;
  tool: "box" | "lasso";
  /** Shift adds to the selection and Alt removes from it while a box or lasso is the chosen tool. */
  how: "replace" | "add" | "remove";
}

/** What a map shows: the point of the unit square in its middle, and the zoom, 1 for everything. */
export interface MapView {
  x: number;
  y: number;
  k: number;
}

export interface ScatterEvents {
  "point-hover": PointDetail;
  "point-pick": PointDetail;
  "points-select": PointsDetail;
  /** A person panned or zoomed, and stopped. */
  "view-change": MapView;
}

/** A cell of a matrix: indices into its names. */
export interface CellPlace {
  row: number;
  column: number;
}

export interface ConfusionEvents {
  /** The cell under the pointer or reached by keys; undefined when the pointer leaves. */
  "cell-hover": CellPlace | undefined;
  "cell-pick": CellPlace;
}

export interface LegendEvents {
  /** Ids of all hidden entries. */
  "hidden-change": readonly string[];
}
