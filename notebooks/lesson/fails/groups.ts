/** Whom a drawing shows, by its name in Unicode. */
export const GROUPS = ["a man", "a woman", "no gender", "a child", "an old person"] as const;
export type Group = (typeof GROUPS)[number];
