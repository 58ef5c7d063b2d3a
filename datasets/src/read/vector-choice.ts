/** Names that suggest embeddings. */
const NAMED = /emb|vec|feat|latent|clip|dino|repr|hidden|activation|tensor/i;
const SHORTEST_UNNAMED = 8;

/** Whether a column's or array's name suggests embeddings. */
export const isVectorName = (name: string): boolean => NAMED.test(name);

/** Properties of a list column of numbers, known before its rows are read. */
export interface ListOfNumbers {
  name: string;
  whole: boolean;
  width: number;
}

/** Whether lists of numbers are embeddings rather than, say, box corners or token ids. */
export function looksLikeVectors({ name, whole, width }: ListOfNumbers): boolean {
  if (width < 2) return false;
  return isVectorName(name) || (!whole && width >= SHORTEST_UNNAMED);
}
