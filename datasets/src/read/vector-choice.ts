/** Names by which embeddings are known. */
const NAMED = /emb|vec|feature|latent|clip|dino|repr|hidden|activation/i;
const SHORTEST_UNNAMED = 8;

/** What a list column of numbers is like before its rows are read. */
export interface ListOfNumbers {
  name: string;
  whole: boolean;
  width: number;
}

/** Whether lists of numbers are embeddings rather than, say, the corners of a box or the ids of tokens. */
export function looksLikeVectors({ name, whole, width }: ListOfNumbers): boolean {
  if (NAMED.test(name)) return true;
  return !whole && width >= SHORTEST_UNNAMED;
}
