/** The row of each row key. */
export type KeyIndex = ReadonlyMap<string, number>;

/** Finds rows by key: `keys` are a dataset's, in the order of its rows. */
export const indexKeys = (keys: readonly string[]): KeyIndex => new Map(keys.map((key, row) => [key, row]));
