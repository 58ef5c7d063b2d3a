/** Fewest points of what HDBSCAN may call a cluster. */
export const LEAST = 15;
/** The pairs of settings that are shown side by side. */
export const GRID = { neighbors: [4, 15, 50], minDists: [0, 0.1, 0.5] } as const;
/** Neighbors by which a map is judged. */
export const K = 15;
