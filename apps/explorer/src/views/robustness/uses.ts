/** How some data was used to make a model: to train it, to choose it, or not at all. */
export type Use = "training" | "validation" | "evaluation";

/** Short description of each use, for charts and tables. */
export const useWords: Record<Use, string> = {
  training: "seen in training",
  validation: "used for validation",
  evaluation: "never seen",
};
