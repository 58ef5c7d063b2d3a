import type { ConfusionScale, MapView } from "@clipscope/charts";
import type { TextSet } from "@clipscope/study";
import { msg } from "@lit/localize";
import { isFlag, isNumber, isOneOf, isText, isTexts, parseFields, type ViewSpec } from "../registry.js";

/** What a cell shows: its share of the true class's images, of the prediction's or of all, or its number of images. */
export type Share = "row" | "column" | "total" | "none";
/** "dataset": along the hierarchy. "confusion", "texts": those confused, or with similar texts, side by side. */
export type Order = "dataset" | "name" | "errors" | "confusion" | "texts";

export interface ConfusionOptions {
  /** Column whose values are the categories, such as the coarser column of the label; "" for the classes. */
  by: string;
  /** Ids of parents that are open although they are at that level, or closed although they are above it. */
  toggled: readonly string[];
  order: Order;
  share: Share;
  scale: ConfusionScale;
  hideDiagonal: boolean;
  /** Number of categories with the most errors that are listed; the others are one category. 0 for all. */
  top: number;
  /** Shown instead of the matrix: a table of its cells or of its categories. */
  table: "" | "cells" | "categories";
  /** The run to compare with: "", "model" for the second model, "pinned", or "set/" and the id of a text set. */
  compare: string;
  /** How two runs are shown. */
  runs: "difference" | "beside";
  /** The earlier texts that "pinned" compares with. */
  pinned: TextSet | undefined;
  /** Whether the map stands beside the matrix: on wide windows, always or never. */
  map: "wide" | "shown" | "hidden";
  /** The visible part of the matrix: its center in the unit square, and the zoom. */
  camera: MapView | undefined;
  /** The open cell: ids of its two categories. */
  cell: { row: string; column: string } | undefined;
}

const defaults: ConfusionOptions = {
  by: "",
  toggled: [],
  order: "dataset",
  share: "row",
  scale: "root",
  hideDiagonal: false,
  top: 0,
  table: "",
  compare: "",
  runs: "difference",
  pinned: undefined,
  map: "wide",
  camera: undefined,
  cell: undefined,
};

const fieldsAre =
  (is: (value: unknown) => boolean, ...names: string[]) =>
  (value: unknown): boolean =>
    typeof value === "object" &&
    value !== null &&
    names.every((name) => is((value as Record<string, unknown>)[name]));

/** Whether a value has the shape of a text set; the study checks its classes when it is used. */
function isTextSet(value: unknown): boolean {
  if (!fieldsAre(isText, "id", "title")(value)) return false;
  const { base, classes, templates } = value as Partial<TextSet>;
  const isClass = (each: unknown) => {
    const { id, names, of } = (each ?? {}) as Partial<TextSet["classes"][number]>;
    return isText(id) && isTexts(names) && isTexts(of);
  };
  return (
    (base === "labels" || base === "none") &&
    Array.isArray(classes) &&
    classes.every(isClass) &&
    (templates === undefined || isTexts(templates))
  );
}

export const confusion: ViewSpec<ConfusionOptions> = {
  id: "confusion",
  get title() {
    return msg("Confusion");
  },
  icon: "table",
  needs: ["model", "labels"],
  options: {
    defaults,
    parse: parseFields(defaults, {
      by: isText,
      toggled: isTexts,
      order: isOneOf("dataset", "name", "errors", "confusion", "texts"),
      share: isOneOf("row", "column", "total", "none"),
      scale: isOneOf("linear", "root", "log"),
      hideDiagonal: isFlag,
      top: (value) => Number.isInteger(value) && (value as number) >= 0,
      table: isOneOf("", "cells", "categories"),
      compare: isText,
      runs: isOneOf("difference", "beside"),
      pinned: isTextSet,
      map: isOneOf("wide", "shown", "hidden"),
      camera: fieldsAre(isNumber, "x", "y", "k"),
      cell: fieldsAre(isText, "row", "column"),
    }),
  },
  tag: "confusion-view",
  load: () => import("./confusion-view.js"),
};
