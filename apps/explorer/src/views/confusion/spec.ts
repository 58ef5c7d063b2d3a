import { isFlag, isOneOf, isText, parseFields, type ViewSpec } from "../registry.js";
import type { Order, Share } from "./roll-up.js";

export interface ConfusionOptions {
  /** Column whose values are the categories, such as the coarser column of the label; "" for the classes. */
  by: string;
  share: Share;
  order: Order;
  hideDiagonal: boolean;
}

const defaults: ConfusionOptions = { by: "", share: "row", order: "dataset", hideDiagonal: false };

export const confusion: ViewSpec<ConfusionOptions> = {
  id: "confusion",
  title: "Confusion",
  icon: "table",
  needs: ["model", "labels"],
  options: {
    defaults,
    parse: parseFields(defaults, {
      by: isText,
      share: isOneOf("row", "column", "total"),
      order: isOneOf("dataset", "name", "errors"),
      hideDiagonal: isFlag,
    }),
  },
  tag: "confusion-view",
  load: () => import("./confusion-view.js"),
};
