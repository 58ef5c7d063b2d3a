import { ClipscopeError } from "@clipscope/types";
import { checked } from "./checked.js";
import type { StudyDocument } from "./document.js";
import { studyDocument } from "./schema.js";
import { checkTextSet, findTextSet } from "./text-sets.js";

/**
 * A validated copy, as plain JSON, of a document from a file, a link or a caller. Throws an error with `code` for a
 * field that is unknown, missing or of the wrong type, naming it by its path, and for inconsistent text sets.
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
      throw new ClipscopeError(code, `Two text sets have the id "${set.id}": give each set its own id.`);
    }
    ids.add(set.id);
    checkTextSet(set, code);
  }
  findTextSet(doc);
}
