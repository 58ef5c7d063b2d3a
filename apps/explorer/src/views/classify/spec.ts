import type { LookMethod } from "@clipscope/study";
import { msg } from "@lit/localize";
import { entriesOf, type OwnEntry } from "../../app/own-images.js";
import { type Ground, grounds } from "../../app/own-picture.js";
import { isNumber, isOneOf, isText, parseFields, type ViewSpec } from "../registry.js";

/** The image in focus: one of the user's, or the first image of a class. Otherwise the pinned image, or the first. */
export type Focus =
  | { kind: "own"; key: string }
  /** `pinned`: the key of the row pinned at that time; pinning another one ends the focus. */
  | { kind: "class"; id: string; pinned?: string };

export type Panel = "probabilities" | "cosines" | "tokens" | "look" | "pairs" | "none" | "changes" | "closed";

export interface ClassifyOptions {
  /** Which of the shown images are in the grid. */
  which: "all" | "right" | "wrong" | "none";
  /** The open part of the inspector. */
  panel: Panel;
  /** The open tool for making an image. */
  input: "closed" | "draw" | "camera";
  own: readonly OwnEntry[];
  focus: Focus | null;
  /** A text to read or to look for, instead of the prompt of the class in focus. */
  text: string;
  /** Divides the displayed logits; affects nothing else. */
  temperature: number;
  ground: Ground;
  method: LookMethod;
  /** Layer and head of the attention; -1 for the last layer, and for the mean of all heads. */
  layer: number;
  head: number;
  /** Number of images in the image–text matrix. */
  pairs: number;
  /** Evidence for "none of these", and the share of images to keep; 0 for the threshold that separates best. */
  by: "probability" | "cosine";
  keep: number;
  /** Which earlier texts predictions are compared with. */
  since: "edit" | "start";
}

const defaults: ClassifyOptions = {
  which: "all",
  panel: "probabilities",
  input: "closed",
  own: [],
  focus: null,
  text: "",
  temperature: 1,
  ground: "stored",
  method: "relevance",
  layer: -1,
  head: -1,
  pairs: 8,
  by: "probability",
  keep: 0,
  since: "edit",
};

const within = (low: number, high: number) => (value: unknown) =>
  isNumber(value) && (value as number) >= low && (value as number) <= high;

const isFocus = (value: unknown): boolean => {
  const { kind, key, id } = (value ?? {}) as Record<string, unknown>;
  return value === null || (kind === "own" && isText(key)) || (kind === "class" && isText(id));
};

export const classify: ViewSpec<ClassifyOptions> = {
  id: "classify",
  get title() {
    return msg("Classify");
  },
  icon: "image",
  needs: ["model"],
  options: {
    defaults,
    parse: parseFields(defaults, {
      which: isOneOf("all", "right", "wrong", "none"),
      panel: isOneOf("probabilities", "cosines", "tokens", "look", "pairs", "none", "changes", "closed"),
      input: isOneOf("closed", "draw", "camera"),
      own: (value) => Array.isArray(value) && entriesOf({ own: value }).length === value.length,
      focus: isFocus,
      text: isText,
      temperature: within(0.05, 20),
      ground: isOneOf(...grounds),
      method: isOneOf("relevance", "attention", "rollout", "patches"),
      layer: within(-1, 200),
      head: within(-1, 200),
      pairs: within(2, 40),
      by: isOneOf("probability", "cosine"),
      keep: within(0, 1),
      since: isOneOf("edit", "start"),
    }),
  },
  tag: "classify-view",
  load: () => import("./classify-view.js"),
};
