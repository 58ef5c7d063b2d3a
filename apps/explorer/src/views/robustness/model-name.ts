import type { Study, Which } from "@clipscope/study";
import { msg } from "@lit/localize";

/** Name of a model of the study; before it is open, that in its reference. */
export function modelName(study: Study, which: Which = "model"): string {
  const opened = study.model(which).value;
  if (opened) return opened.id.name;
  const ref = which === "model" ? study.doc.value.model : study.doc.value.compareWith;
  if (!ref || ref.kind === "none") return msg("no model");
  return "id" in ref ? ref.id : "name" in ref ? ref.name : "path" in ref ? ref.path : ref.url;
}
