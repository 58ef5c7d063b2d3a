import { newDocument, type StudyDocument } from "@clipscope/study";

/** The study of an empty link: 200 concepts as one emoji set draws them, and the built-in model. */
export const defaultDocument = (): StudyDocument =>
  newDocument({
    data: { kind: "builtin", id: "renditions", parts: ["twemoji"] },
    model: { kind: "builtin", id: "mini" },
    sample: { column: "concept", count: 200, seed: 1 },
    texts: [{ id: "classes", title: "Classes", base: "labels", classes: [], templates: ["{}"] }],
  });
