import type { PointStyle } from "@clipscope/charts";
import { MODEL_NAMES } from "../state/robustness/subgroup-models.js";

const [names, members, probe] = MODEL_NAMES;

/** Appearance of mini's classifiers in every chart of the robustness view. */
export const MODEL_STYLES: Readonly<Record<string, PointStyle>> = {
  [names]: { color: "--category-8", shape: "circle", hollow: true },
  [members]: { color: "--category-1", shape: "circle" },
  [probe]: { color: "--category-7", shape: "square", radius: 4.5 },
};

/** Appearance of the best supervised model. */
export const SUPERVISED_STYLE: PointStyle = { color: "--ink", shape: "diamond", radius: 4.5 };
