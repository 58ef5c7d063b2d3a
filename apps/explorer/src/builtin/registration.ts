import type { StudyDocument } from "@clipscope/study";
import { defaultDocument } from "./start.js";

/** Built-in data, as studies that the open dialog offers. */
export const builtinData: readonly { title: string; document(): StudyDocument }[] = [
  { title: "Renditions: 1,652 concepts drawn by twelve hands", document: defaultDocument },
];

/** Built-in models. */
export const builtinModels: readonly { id: string; title: string }[] = [{ id: "mini", title: "mini" }];
