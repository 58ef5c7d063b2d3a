import type { DatasetRef, ModelRef, StudyDocument } from "../document/document.js";
import type { Sources } from "./sources.js";
import type { Changed } from "./study.js";

const PARTS = ["data", "model", "compareWith"] as const;
type Part = (typeof PARTS)[number];

const NAMES = { data: "data", model: "model", compareWith: "second model" };

/** What differs from what the document was saved with; undefined if nothing does, or it is not open yet. */
export function changedOf(doc: StudyDocument, sources: Sources): Changed | undefined {
  const parts = PARTS.flatMap((of) => {
    const saved = doc[of]?.hash;
    if (saved === undefined) return [];
    const now = hashNow(doc, of, sources);
    return now === undefined || now.hash === saved ? [] : [{ of, saved, ...now }];
  });
  if (parts.length === 0) return undefined;
  const sentences = parts.map(
    ({ of, saved, hash, title }) =>
      `The ${NAMES[of]} “${title}” ${of === "data" ? "have" : "has"} changed since this study was saved: the SHA-256 was ${saved.slice(0, 12)}…, and is ${hash.slice(0, 12)}… now.`,
  );
  return { parts, message: `${sentences.join(" ")} Results are for what is open now.` };
}

/** The document with the hashes of what is open; a hash that differs from the saved one stays until accepted. */
export function withHashes(doc: StudyDocument, sources: Sources): StudyDocument {
  const refs = PARTS.flatMap((of): [Part, DatasetRef | ModelRef][] => {
    const ref = doc[of];
    const now = ref && hashNow(doc, of, sources);
    return ref && now ? [[of, { ...ref, hash: ref.hash ?? now.hash }]] : [];
  });
  return { ...doc, ...Object.fromEntries(refs) };
}

function hashNow(
  doc: StudyDocument,
  of: Part,
  sources: Sources,
): { hash: string; title: string } | undefined {
  if (!doc[of]) return undefined;
  if (of === "data") return sources.dataset(doc).value;
  const id = sources.model(doc, of).value?.id;
  return id?.hash === undefined ? undefined : { hash: id.hash, title: id.name };
}
