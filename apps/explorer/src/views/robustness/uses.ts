import { msg } from "@lit/localize";

/** How some data was used to make a model: to train it, to choose it, or not at all. */
export type Use = "training" | "validation" | "evaluation";

/** Short description of a use, for charts and tables. */
export function useWords(use: Use): string {
  if (use === "training") return msg("seen in training");
  return use === "validation" ? msg("used for validation") : msg("never seen");
}
