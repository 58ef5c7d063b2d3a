import type { Marks } from "@clipscope/charts";
import { isFlag, isNumber, isOneOf, isText, isTexts, parseFields, type ViewSpec } from "../registry.js";

export interface MapOptions {
  /** Column that colors the points; "" for the default: a coarse category of the label, else the prediction. */
  color: string;
  /** Values of the color column that the legend hides. */
  hidden: readonly string[];
  marks: Marks;
  /** Whether the table is shown instead of the map. */
  table: boolean;
  /** A text, or "row:" and a key, whose cosine with each point colors the map; "" for none. */
  query: string;
  method: "umap" | "pca";
  nNeighbors: number;
  minDist: number;
  /** The visible part of the map: its center in the unit square, and the zoom, 1 for the whole map. */
  camera: { x: number; y: number; k: number } | undefined;
}

const defaults: MapOptions = {
  color: "",
  hidden: [],
  marks: "auto",
  table: false,
  query: "",
  method: "umap",
  nNeighbors: 15,
  minDist: 0.1,
  camera: undefined,
};

const isCamera = (value: unknown): boolean => {
  const camera = value as Partial<Record<"x" | "y" | "k", unknown>> | null;
  return typeof value === "object" && camera !== null && [camera.x, camera.y, camera.k].every(isNumber);
};

export const map: ViewSpec<MapOptions> = {
  id: "map",
  title: "Map",
  icon: "fit",
  needs: ["data"],
  options: {
    defaults,
    parse: parseFields(defaults, {
      color: isText,
      hidden: isTexts,
      marks: isOneOf("auto", "dots", "images"),
      table: isFlag,
      query: isText,
      method: isOneOf("umap", "pca"),
      nNeighbors: (value) => Number.isInteger(value) && (value as number) >= 2 && (value as number) <= 200,
      minDist: (value) => isNumber(value) && (value as number) >= 0 && (value as number) <= 0.99,
      camera: isCamera,
    }),
  },
  tag: "map-view",
  load: () => import("./map-view.js"),
};
