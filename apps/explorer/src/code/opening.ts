import type { DatasetRef, ModelRef, StudyDocument } from "@clipscope/study";
import { builtinCode } from "../builtin/code.js";
import type { Recipe } from "./recipe.js";

/** The document as a program on the user's computer opens it: files chosen in the page become paths. */
export function onComputer(document: StudyDocument): StudyDocument {
  const { data, model, compareWith } = document;
  return {
    ...document,
    data: data && withPath(data),
    model: withPath(model),
    ...(compareWith && { compareWith: withPath(compareWith) }),
  };
}

/** Names of the files that must be chosen, or found, before the study can be opened, without duplicates. */
export function chosenNames({ data, model, compareWith }: StudyDocument): string[] {
  const names = (ref: DatasetRef | ModelRef | null | undefined): string[] => {
    if (!ref) return [];
    if (ref.kind === "several") return ref.parts.flatMap(names);
    return ref.kind === "files" ? [ref.name] : [];
  };
  return [...new Set([data, model, compareWith].flatMap(names))];
}

/** Imports, and a property of the options of `openStudy`, for the built-ins that a document uses. */
export function builtinsOf({ data, model, compareWith }: StudyDocument): {
  imports: Recipe["imports"];
  statement: string;
} {
  const isBuiltin = (ref: DatasetRef | ModelRef | null | undefined): boolean =>
    ref?.kind === "several" ? ref.parts.some(isBuiltin) : ref?.kind === "builtin";
  const used = {
    data: isBuiltin(data),
    models: isBuiltin(model) || isBuiltin(compareWith),
  };
  const parts = (["data", "models"] as const).filter((part) => used[part]).map((part) => builtinCode[part]);
  if (parts.length === 0) return { imports: {}, statement: "" };
  return {
    imports: Object.fromEntries(parts.flatMap(({ imports }) => Object.entries(imports))),
    statement: `const builtins = {\n${parts.map(({ property }) => `  ${property},`).join("\n")}\n};`,
  };
}

function withPath<R extends DatasetRef | ModelRef>(ref: R): R {
  if (ref.kind === "several") return { ...ref, parts: ref.parts.map(withPath) };
  if (ref.kind !== "files") return ref;
  const { name, ...rest } = ref;
  return { ...rest, kind: "path", path: name } as unknown as R;
}
