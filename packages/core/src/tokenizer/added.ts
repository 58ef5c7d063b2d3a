import { ClipscopeError } from "@clipscope/types";
import type { UnplacedToken } from "./config.js";
import type { AddedToken } from "./tokenizer.js";

/**
 * Assigns added tokens the ids that Hugging Face's `tokenizers` would: the vocabulary's, or, in the order of
 * the ids in the files, the next ones after it. Throws `bad-tokenizer` if a file states other ids, since the
 * model was trained with those of `tokenizers`.
 */
export function placeAdded(
  tokens: readonly UnplacedToken[],
  vocab: ReadonlyMap<string, number>,
): AddedToken[] {
  const placed: AddedToken[] = [];
  let next = vocab.size;
  const inOrder = [...tokens].sort((a, b) => (a.id ?? Infinity) - (b.id ?? Infinity) || 0);
  for (const token of inOrder) {
    const id = vocab.get(token.content) ?? next++;
    if (token.id !== undefined && token.id !== id) {
      throw new ClipscopeError(
        "bad-tokenizer",
        `The added token ${JSON.stringify(token.content)} should have the id ${id} by its vocabulary, but its file says ${token.id}. Take the tokenizer's files of one checkpoint.`,
      );
    }
    placed.push({ ...token, id });
  }
  return placed;
}
