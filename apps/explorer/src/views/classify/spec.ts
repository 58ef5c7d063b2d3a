import { isOneOf, parseFields, type ViewSpec } from "../registry.js";

export interface ClassifyOptions {
  /** Which of the shown images are in the grid. */
  which: "all" | "right" | "wrong";
}

const defaults: ClassifyOptions = { which: "all" };

export const classify: ViewSpec<ClassifyOptions> = {
  id: "classify",
  title: "Classify",
  icon: "image",
  needs: ["model"],
  options: { defaults, parse: parseFields(defaults, { which: isOneOf("all", "right", "wrong") }) },
  tag: "classify-view",
  load: () => import("./classify-view.js"),
};
