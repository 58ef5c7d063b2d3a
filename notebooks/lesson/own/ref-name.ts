import type { DatasetRef, ModelRef } from "@clipscope/study";

/** What a reference to data or to a model is called: the name of its files, or its id, path or address. */
export function refName(ref: DatasetRef | ModelRef): string {
  if ("name" in ref) return ref.name;
  if ("id" in ref) return ref.id;
  if ("path" in ref) return ref.path;
  return "url" in ref ? ref.url : ref.kind;
}
