import { newDocument, type StudyDocument } from "@clipscope/study";

/**
 * The study that the explorer shows without a link, and that links are relative to: 200 concepts drawn by one
 * emoji set, and the built-in model. The program registers the data as "renditions" and the model as "mini".
 */
export function defaultStudy(): StudyDocument {
  return newDocument({
    data: { kind: "builtin", id: "renditions", parts: ["twemoji"] },
    model: { kind: "builtin", id: "mini" },
    sample: { column: "concept", count: 200, seed: 1 },
    texts: [{ id: "classes", title: "Classes", base: "labels", classes: [], templates: ["a drawing of {}"] }],
  });
}
