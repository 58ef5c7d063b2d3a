import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import {
  type DatasetRef,
  type ModelRef,
  parseStudy,
  type SavedStudy,
  type StudyDocument,
} from "@clipscope/study";
import { ClipscopeError } from "@clipscope/types";
import { UsageError } from "./command.js";

/** Overrides of the data and model references of a study, from --data and --model. */
export interface Replacements {
  data?: DatasetRef | undefined;
  model?: ModelRef | undefined;
}

/**
 * Reads a saved study. Relative paths are relative to its folder, where chosen files are looked for by their name.
 * Throws `UsageError` for a missing file, `not-found` for chosen files that are not there, and the errors of
 * `parseStudy`.
 */
export async function readStudy(path: string, given: Replacements): Promise<SavedStudy> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UsageError(`There is no study ${path}.`);
  if (found.isDirectory()) throw new UsageError(`${path} is a folder: name the file of a saved study.`);
  const { document, runs } = parseStudy(await readFile(path, "utf8"));
  const folder = dirname(resolve(path));
  const data = given.data
    ? replaced(document.data, given.data)
    : document.data && located(document.data, folder, "data");
  const model = given.model
    ? replaced(document.model, given.model)
    : located(document.model, folder, "model");
  const second = document.compareWith && located(document.compareWith, folder, "model");
  return { document: { ...document, data, model, ...(second && { compareWith: second }) }, runs };
}

/** The document with its paths relative to the folder of the file that it is written to. */
export function withRelativePaths(document: StudyDocument, path: string): StudyDocument {
  const folder = dirname(resolve(path));
  const shorten = <R extends DatasetRef | ModelRef>(ref: R): R => {
    if (ref.kind === "several") return { ...ref, parts: ref.parts.map(shorten) };
    if (ref.kind !== "path") return ref;
    const short = relative(folder, resolve(ref.path));
    // Another drive has no relative path.
    return isAbsolute(short) ? ref : { ...ref, path: `./${short.split(sep).join("/")}` };
  };
  const { data, model, compareWith } = document;
  return {
    ...document,
    data: data && shorten(data),
    model: shorten(model),
    ...(compareWith && { compareWith: shorten(compareWith) }),
  };
}

/** The reference with another location; its options and its hash are kept. */
function replaced<R extends DatasetRef | ModelRef>(saved: R | null, given: R): R {
  const { options, hash } = { options: undefined, ...saved } as { options?: object; hash?: string };
  return { ...given, ...(options && { options }), ...(hash !== undefined && { hash }) };
}

function located<R extends DatasetRef | ModelRef>(ref: R, folder: string, what: "data" | "model"): R {
  switch (ref.kind) {
    case "path":
      return { ...ref, path: resolve(folder, ref.path) };
    case "files": {
      const path = join(folder, ref.name);
      if (existsSync(path)) return replaced(ref, { kind: "path", path } as R);
      throw new ClipscopeError(
        "not-found",
        `The ${what} of the study are files that were chosen in a browser, “${ref.name}”, and ${path} does not exist: put them there, or give their location with --${what} <path>.`,
      );
    }
    case "several":
      return { ...ref, parts: ref.parts.map((part) => located(part, folder, what)) };
    default:
      return ref;
  }
}
