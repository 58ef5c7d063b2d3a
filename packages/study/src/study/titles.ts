import type { DatasetRef, ModelRef } from "../document/document.js";

/** Title for a dataset or model that is not open yet: the last part of its path or URL. */
export function titleOf(ref: DatasetRef | ModelRef): string {
  switch (ref.kind) {
    case "builtin":
    case "hub":
      return ref.id;
    case "path":
      return lastPart(ref.path);
    case "url":
      return lastPart(ref.url.replace(/[?#].*$/, ""));
    case "files":
      return ref.name;
    case "several":
      return ref.parts.map(titleOf).join(" and ");
    case "none":
      return "no model";
  }
}

const lastPart = (path: string) => path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
