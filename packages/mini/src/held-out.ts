import { type Concept, hash } from "@clipscope/datasets/renditions";

/** Number of concepts that mini never sees, in any rendition or caption. */
const COUNT = 100;
/** Limit per subgroup, for variety. */
const MOST_OF_A_SUBGROUP = 6;
/** Minimum number of training names that must contain each word of a held-out name. */
const SEEN_ELSEWHERE = 2;

const SMALL_WORDS = new Set(["of", "the", "a", "an", "and", "with", "in", "on", "for", "to", "no", "not"]);

/** The words of a name, in lower case, without function words. */
export function contentWords(name: string): string[] {
  return (name.toLowerCase().match(/[a-z0-9]+/g) ?? []).filter((word) => !SMALL_WORDS.has(word));
}

/**
 * Ids of the concepts held out from pre-training entirely, to test whether a model that knows "red circle"
 * and "green square" recognizes a green circle: their names have at least two words, all of which other names
 * have too, and no other name contains theirs. They are chosen only by a hash of their ids, so they were
 * fixed before any training.
 */
export function heldOutConcepts(concepts: readonly Concept[]): Set<string> {
  const names = new Map(concepts.map(({ id, name }) => [id, new Set(contentWords(name))]));
  const uses = new Map<string, number>();
  for (const words of names.values()) for (const word of words) uses.set(word, (uses.get(word) ?? 0) + 1);
  const perSubgroup = new Map<string, number>();
  const chosen = new Set<string>();
  const order = concepts
    .map(({ id }, i) => ({ i, rank: hash(`held-out:${id}`) }))
    .sort((a, b) => a.rank - b.rank);
  for (const { i } of order) {
    if (chosen.size === COUNT) break;
    const { id, name, subgroup } = concepts[i];
    const words = names.get(id) as Set<string>;
    const taken = perSubgroup.get(subgroup) ?? 0;
    const isPartOfAnother = concepts.some((other) => other.id !== id && contains(other.name, name));
    const isComposed = words.size >= 2 && [...words].every((word) => (uses.get(word) ?? 0) > SEEN_ELSEWHERE);
    if (!isComposed || isPartOfAnother || taken === MOST_OF_A_SUBGROUP) continue;
    chosen.add(id);
    perSubgroup.set(subgroup, taken + 1);
    for (const word of words) uses.set(word, (uses.get(word) ?? 0) - 1);
  }
  return chosen;
}

/** Whether a text contains all words of a name, consecutively. */
export function contains(text: string, name: string): boolean {
  const plain = (words: string) => ` ${(words.toLowerCase().match(/[a-z0-9]+/g) ?? []).join(" ")} `;
  return plain(text).includes(plain(name));
}
