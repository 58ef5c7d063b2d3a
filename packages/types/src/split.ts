/** The three parts of a labeled dataset: for fitting, for choosing between settings, and for scoring. */
export type Split = "train" | "validation" | "test";
