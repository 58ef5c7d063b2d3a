import { compareHash } from "../document/changed.js";
import type { DatasetRef, ModelRef, StudyDocument } from "../document/document.js";
import type { Sources } from "./sources.js";
import type { Changed } from "./study.js";
import { titleOf } from "./titles.js";

const PARTS = ["data", "model", "compareWith"] as const;
type Part = (typeof PARTS)[number];

/** Opened data and models whose content differs from the saved hashes; undefined if none does, or none is open yet. */
export function changedOf(doc: StudyDocument, sources: Sources): Changed | undefined {
  const parts = PARTS.flatMap((of) => {
    const opened = openedNow(doc, of, sources);
    const found = opened && compareHash(doc, of, opened);
    return found?.status === "changed" ? [{ of, message: found.message, accept: found.accept }] : [];
  });
  return parts.length > 0 ? { parts, message: parts.map(({ message }) => message).join(" ") } : undefined;
}

/** The document with the hashes of opened data and models; a saved hash that differs is kept until accepted. */
export function withHashes(doc: StudyDocument, sources: Sources): StudyDocument {
  const refs = PARTS.flatMap((of): [Part, DatasetRef | ModelRef][] => {
    const ref = doc[of];
    const opened = openedNow(doc, of, sources);
    return ref && opened ? [[of, { ...ref, hash: ref.hash ?? opened.hash }]] : [];
  });
  return { ...doc, ...Object.fromEntries(refs) };
}

function openedNow(
  doc: StudyDocument,
  of: Part,
  sources: Sources,
): { title: string; hash: string } | undefined {
  const ref = doc[of];
  if (!ref) return undefined;
  if (of === "data") return sources.dataset(doc).value;
  const hash = sources.model(doc, of).value?.id.hash;
  return hash === undefined ? undefined : { title: titleOf(ref), hash };
}
