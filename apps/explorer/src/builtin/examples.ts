import { newDocument, type StudyDocument } from "@clipscope/study";
import { msg } from "@lit/localize";
import { defaultDocument } from "./start.js";

/** A state of the built-in study worth looking at first. */
export interface Example {
  title: string;
  document: StudyDocument;
}

/** States of the built-in study that show what the page is for. */
export function examples(): Example[] {
  const start = defaultDocument();
  const at = (view: string, options: Record<string, unknown>) =>
    newDocument({ ...start, view, views: { ...start.views, [view]: options } });
  return [
    {
      title: msg("Color 200 drawings by your own words"),
      document: at("map", { query: "something to eat" }),
    },
    { title: msg("Rename a class and watch the predictions"), document: at("classify", {}) },
    {
      title: msg("See what is taken for what"),
      document: at("confusion", { by: "group", hideDiagonal: true }),
    },
    {
      title: msg("121 CLIP models beside 335 ImageNet classifiers"),
      document: at("robustness", { part: "effective", models: "published" }),
    },
  ];
}
