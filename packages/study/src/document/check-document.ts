import { ClipscopeError } from "@clipscope/types";
import { checked } from "./checked.js";
import type { StudyDocument } from "./document.js";
import { studyDocument } from "./schema.js";
import { checkTextSet, findTextSet } from "./text-sets.js";

/**
 * A checked copy of a document from outside, as plain JSON. Throws an error with `code` that names the field
 * that is unknown, missing or of the wrong type by its path, and for text sets that contradict each other.
 */
export function readDocument(
  value: unknown,
  what: string,
  code: "bad-argument" | "bad-file" = "bad-argument",
): StudyDocument {
  const doc = checked(studyDocument, value, what, code);
  checkDocument(doc, code);
  return doc;
}

/** Throws an error with `code` if ids of text sets repeat, the active one is missing, or a set is inconsistent. */
export function checkDocument(doc: StudyDocument, code: "bad-argument" | "bad-file" = "bad-argument"): void {
  const ids = new Set<string>();
  for (const set of doc.texts) {
    if (ids.has(set.id)) {
      throw new ClipscopeError(code, `Two text sets have the id "${set.id}": make ids unique.`);
    }
    ids.add(set.id);
    checkTextSet(set, code);
  }
  findTextSet(doc);
}
