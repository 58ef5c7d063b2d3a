/** Row index by row key. */
export type KeyIndex = ReadonlyMap<string, number>;

/** Builds an index from `keys`, those of a dataset in row order. */
export const indexKeys = (keys: readonly string[]): KeyIndex => new Map(keys.map((key, row) => [key, row]));
