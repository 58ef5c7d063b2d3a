import type { Edits } from "./document.js";

/** Corrects the label of rows; `undefined` removes their corrections. */
export function relabelRows(edits: Edits, keys: readonly string[], value: string | null | undefined): Edits {
  const relabel = new Map(Object.entries(edits.relabel));
  for (const key of keys) {
    if (value === undefined) relabel.delete(key);
    else relabel.set(key, value);
  }
  return { ...edits, relabel: Object.fromEntries(relabel) };
}

/** Adds a tag to rows. */
export function tagRows(edits: Edits, tag: string, keys: readonly string[]): Edits {
  return withTag(edits, tag, [...new Set([...keysOfTag(edits, tag), ...keys])]);
}

/** Removes a tag from the rows with these keys, or from all rows without `keys`. */
export function untagRows(edits: Edits, tag: string, keys?: readonly string[]): Edits {
  const removed = new Set(keys);
  return withTag(edits, tag, keys ? keysOfTag(edits, tag).filter((key) => !removed.has(key)) : []);
}

const keysOfTag = ({ tags }: Edits, tag: string) => (Object.hasOwn(tags, tag) ? tags[tag] : []);

function withTag(edits: Edits, tag: string, keys: readonly string[]): Edits {
  const tags = new Map(Object.entries(edits.tags));
  if (keys.length > 0) tags.set(tag, keys);
  else tags.delete(tag);
  return { ...edits, tags: Object.fromEntries(tags) };
}
