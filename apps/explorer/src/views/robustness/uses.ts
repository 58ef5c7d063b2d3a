/** What a model was given of some data: it learned from them, was chosen by them, or neither. */
export type Use = "training" | "validation" | "evaluation";

/** A use in a few words, for charts and tables. */
export const useWords: Record<Use, string> = {
  training: "seen in training",
  validation: "used for validation",
  evaluation: "never seen",
};
