/** The three parts of a labeled dataset: what learns, what chooses between settings, and what scores. */
export type Split = "train" | "validation" | "test";
