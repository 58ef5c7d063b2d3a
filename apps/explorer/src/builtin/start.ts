import { newDocument, type StudyDocument } from "@clipscope/study";

/** The study shown without a link: 200 concepts drawn by one emoji set, and the built-in model. */
export const defaultDocument = (): StudyDocument =>
  newDocument({
    data: { kind: "builtin", id: "renditions", parts: ["twemoji"] },
    model: { kind: "builtin", id: "mini" },
    sample: { column: "concept", count: 200, seed: 1 },
    texts: [{ id: "classes", title: "Classes", base: "labels", classes: [], templates: ["{}"] }],
  });
