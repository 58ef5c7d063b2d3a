/** Names by which embeddings are known. */
const NAMED = /emb|vec|feat|latent|clip|dino|repr|hidden|activation|tensor/i;
const SHORTEST_UNNAMED = 8;

/** Whether a column or array is called as embeddings are. */
export const isVectorName = (name: string): boolean => NAMED.test(name);

/** What a list column of numbers is like before its rows are read. */
export interface ListOfNumbers {
  name: string;
  whole: boolean;
  width: number;
}

/** Whether lists of numbers are embeddings rather than, say, the corners of a box or the ids of tokens. */
export function looksLikeVectors({ name, whole, width }: ListOfNumbers): boolean {
  if (width < 2) return false;
  return isVectorName(name) || (!whole && width >= SHORTEST_UNNAMED);
}
