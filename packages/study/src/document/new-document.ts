import { readDocument } from "./check-document.js";
import { DOCUMENT_VERSION, type StudyDocument } from "./document.js";

/**
 * A document with defaults for the fields that aren't given: no data, no model, all rows, one text set based on the
 * labels, seed 42, and the map as the view. Throws `bad-argument` for an invalid field, naming it by its path.
 */
export function newDocument(given: Partial<StudyDocument> = {}): StudyDocument {
  const texts = given.texts ?? [{ id: "classes", title: "Classes", base: "labels" as const, classes: [] }];
  return readDocument(
    {
      version: DOCUMENT_VERSION,
      data: null,
      model: { kind: "none" },
      roles: {},
      active: texts[0]?.id,
      edits: { relabel: {}, tags: {} },
      filters: [],
      seed: 42,
      view: "map",
      views: {},
      ...given,
      texts,
    },
    "document",
  );
}
