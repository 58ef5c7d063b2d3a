import { type AmountScaleName, amountScales, type Marks } from "@clipscope/charts";
import { msg } from "@lit/localize";
import { isFlag, isNumber, isOneOf, isText, isTexts, parseFields, type ViewSpec } from "../registry.js";

export interface MapOptions {
  /** Column that colors the points; "" for the default: a coarse category of the label, else the prediction. */
  color: string;
  /** Column of categories that gives the points their shape; "" for none. */
  shape: string;
  /** Values of the color column that the legend hides. */
  hidden: readonly string[];
  /** How numbers become colors. */
  scale: AmountScaleName;
  /** Numbers at which the color changes; undefined for a continuous ramp. */
  breaks: readonly number[] | undefined;
  /** Whether low numbers have the strong colors. */
  invert: boolean;
  marks: Marks;
  /** What is shown: the map, its rows as a table, or its regions as a tree. */
  as: "map" | "table" | "tree";
  /** A text, or "row:" and a key, whose cosine with each point colors the map; "" for none. */
  query: string;
  method: "umap" | "pca";
  nNeighbors: number;
  minDist: number;
  metric: "cosine" | "euclidean";
  /** Seed of the layout; undefined for that of the study. */
  seed: number | undefined;
  /** Whether the classes' texts stand among the images. */
  texts: boolean;
  /** Whether the pinned image is joined to its true neighbors. */
  links: boolean;
  /** Number of neighbors that are listed, joined and selected. */
  neighbors: number;
  /** Whether regions are named. */
  names: boolean;
  contours: boolean;
  /** What the map is compared with; "" for nothing. */
  compare: "" | "model" | "seed" | "shift";
  /** Seed of the layout that the map is compared with; undefined for the next one. */
  otherSeed: number | undefined;
  /** Two values of the shift column that are compared; "" for the first two. */
  before: string;
  after: string;
  /** The visible part of the map: its center in the unit square, and the zoom, 1 for the whole map. */
  camera: { x: number; y: number; k: number } | undefined;
}

const defaults: MapOptions = {
  color: "",
  shape: "",
  hidden: [],
  scale: "linear",
  breaks: undefined,
  invert: false,
  marks: "auto",
  as: "map",
  query: "",
  method: "umap",
  nNeighbors: 15,
  minDist: 0.1,
  metric: "cosine",
  seed: undefined,
  texts: false,
  links: true,
  neighbors: 10,
  names: true,
  contours: false,
  compare: "",
  otherSeed: undefined,
  before: "",
  after: "",
  camera: undefined,
};

/** Largest number of neighbors that are listed. */
export const MOST_NEIGHBORS = 50;

const isCamera = (value: unknown): boolean => {
  const camera = value as Partial<Record<"x" | "y" | "k", unknown>> | null;
  return typeof value === "object" && camera !== null && [camera.x, camera.y, camera.k].every(isNumber);
};
const isWhole = (from: number, to: number) => (value: unknown) =>
  Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to;
const isSeed = isWhole(0, Number.MAX_SAFE_INTEGER);
const isBreaks = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((each, i) => isNumber(each) && (i === 0 || each > value[i - 1]));

export const map: ViewSpec<MapOptions> = {
  id: "map",
  get title() {
    return msg("Map");
  },
  icon: "fit",
  needs: ["data"],
  options: {
    defaults,
    parse: parseFields(defaults, {
      color: isText,
      shape: isText,
      hidden: isTexts,
      scale: isOneOf(...amountScales),
      breaks: isBreaks,
      invert: isFlag,
      marks: isOneOf("auto", "dots", "images"),
      as: isOneOf("map", "table", "tree"),
      query: isText,
      method: isOneOf("umap", "pca"),
      nNeighbors: isWhole(2, 200),
      minDist: (value) => isNumber(value) && (value as number) >= 0 && (value as number) <= 0.99,
      metric: isOneOf("cosine", "euclidean"),
      seed: isSeed,
      texts: isFlag,
      links: isFlag,
      neighbors: isWhole(1, MOST_NEIGHBORS),
      names: isFlag,
      contours: isFlag,
      compare: isOneOf("", "model", "seed", "shift"),
      otherSeed: isSeed,
      before: isText,
      after: isText,
      camera: isCamera,
    }),
  },
  tag: "map-view",
  load: () => import("./map-view.js"),
};
