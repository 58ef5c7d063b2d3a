import type { AmountScaleName } from "./color/amount-scale.js";
import type { PromptOrder } from "./plots/prompt-board/board.js";

/**
 * Detail of `point-hover` and `point-pick`: a row, absent for none, and its position in pixels from the map's
 * corner.
 */
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

/** The visible part of a map: its center in the unit square, and the zoom, 1 for the whole map. */
export interface MapView {
  x: number;
  y: number;
  k: number;
}

export interface ScatterEvents {
  "point-hover": PointDetail;
  "point-pick": PointDetail;
  "points-select": PointsDetail;
  /** The user has finished panning or zooming. */
  "view-change": MapView;
  /** An anchor that was clicked. */
  "anchor-pick": { id: string };
  /** What draws the points from now on. */
  "renderer-change": "webgl" | "canvas";
}

/** A cell of a matrix: indices into its names. */
export interface CellPlace {
  row: number;
  column: number;
}

export interface ConfusionEvents {
  /** The cell under the pointer or at the keyboard cursor; undefined when the pointer leaves. */
  "cell-hover": CellPlace | undefined;
  "cell-pick": CellPlace;
  /** The user clicked a name beside the rows or above the columns. */
  "name-pick": NamePlace;
  /** The user has finished panning or zooming. */
  "view-change": MapView;
}

/** Categories with a name beside a matrix, from `from` up to but not including `to`: one, or those of a block. */
export interface NamePlace {
  from: number;
  to: number;
}

export interface SimilarityEvents {
  /** The cell under the pointer or at the keyboard cursor: image and text; undefined when the pointer leaves. */
  "cell-hover": CellPlace | undefined;
  "cell-pick": CellPlace;
}

/** A token of a text. */
export interface TokenDetail {
  /** Index among the tokens, without the start token. */
  index: number;
  token: string;
  id: number;
  /** Slot of the text encoder, from 0 for the start token; undefined if the token is cut off. */
  slot: number | undefined;
}

export interface TokensEvents {
  /** The token under the pointer or with the focus; undefined when it leaves. */
  "token-hover": TokenDetail | undefined;
  "token-pick": TokenDetail;
}

export interface NeighborsEvents {
  /** Row of the neighbor under the pointer or with the focus; undefined when it leaves. */
  "neighbor-hover": number | undefined;
  /** Row of the neighbor. */
  "neighbor-pick": number;
}

export interface PromptBoardEvents {
  /** Entries to put into the ensemble, or to take out of it. */
  "include-change": { ids: readonly string[]; included: boolean };
  "order-change": PromptOrder;
  /** A prediction, 0 to 1; undefined if it was deleted. */
  "guess-change": { id: string; value: number | undefined };
}

export interface TrainingEvents {
  /** The step whose values are shown; undefined when it is the last one again. */
  "step-hover": number | undefined;
}

export interface SketchEvents {
  /** The drawing as a PNG file after a stroke; undefined when it was cleared. */
  "picture-change": Blob | undefined;
}

export interface CameraEvents {
  /** A picture that was taken, as a PNG file. */
  picture: Blob;
  /** A frame, if the element has an `interval`; undefined when the camera is turned off. */
  frame: Blob | undefined;
}

export interface LegendEvents {
  /** Ids of all hidden entries. */
  "hidden-change": readonly string[];
  /** Another scale, other steps or direction of the ramp. */
  "ramp-change": RampChange;
}

/** How a ramp of amounts is to be drawn. */
export interface RampChange {
  scale: AmountScaleName;
  /** Amounts at which the color changes; undefined: a continuous ramp. */
  breaks: readonly number[] | undefined;
  invert: boolean;
}
