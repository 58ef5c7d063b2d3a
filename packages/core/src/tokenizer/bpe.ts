import { ClipscopeError } from "@clipscope/types";
import { byteSymbols, WORD_END } from "./bytes.js";

const utf8 = new TextEncoder();
const CACHED_WORDS = 100_000;

/** Byte pair merging of single words, with the results kept. */
export class WordEncoder {
  readonly #firstId: Int32Array; // [512]: ids of the bytes, then of the bytes that end a word
  readonly #rankOfPair = new Map<number, number>();
  readonly #idOfRank: Int32Array;
  readonly #stride: number;
  readonly #cache = new Map<string, readonly number[]>();

  /**
   * `vocab` gives ids by symbol, `merges` are pairs of symbols, the most important first. Bytes that the
   * vocabulary lacks get `unknownId`. Throws `bad-tokenizer` for a merge of symbols that are not in `vocab`.
   */
  constructor(vocab: ReadonlyMap<string, number>, merges: readonly [string, string][], unknownId: number) {
    const symbols = [...byteSymbols, ...byteSymbols.map((symbol) => symbol + WORD_END)];
    this.#firstId = Int32Array.from(symbols, (symbol) => vocab.get(symbol) ?? unknownId);
    let largest = 0;
    for (const id of vocab.values()) largest = Math.max(largest, id);
    this.#stride = largest + 1;
    this.#idOfRank = new Int32Array(merges.length);
    merges.forEach(([left, right], rank) => {
      const id = (symbol: string) => {
        const found = vocab.get(symbol);
        if (found === undefined) {
          throw new ClipscopeError(
            "bad-tokenizer",
            `Merge ${rank + 1}, "${left} ${right}", needs the symbol ${JSON.stringify(symbol)}, which is not in the vocabulary: the merges and the vocabulary belong to different tokenizers.`,
          );
        }
        return found;
      };
      this.#idOfRank[rank] = id(left + right);
      this.#rankOfPair.set(id(left) * this.#stride + id(right), rank);
    });
  }

  /** The ids of one word (a piece from `splitWords`). The array is shared: don't change it. */
  encode(word: string): readonly number[] {
    const known = this.#cache.get(word);
    if (known) return known;
    const ids = this.#merge(word);
    if (this.#cache.size >= CACHED_WORDS) this.#cache.clear();
    this.#cache.set(word, ids);
    return ids;
  }

  #merge(word: string): readonly number[] {
    const bytes = utf8.encode(word);
    const last = bytes.length - 1;
    const ids = Array.from(bytes, (byte, i) => this.#firstId[i === last ? byte + 256 : byte]);
    const rank = (i: number) => this.#rankOfPair.get(ids[i] * this.#stride + ids[i + 1]) ?? Infinity;
    const ranks = Array.from({ length: last }, (_, i) => rank(i)); // of the pair (i, i + 1)
    for (;;) {
      let best = 0;
      for (let i = 1; i < ranks.length; i++) if (ranks[i] < ranks[best]) best = i;
      if (!(ranks[best] < Infinity)) return ids;
      ids[best] = this.#idOfRank[ranks[best]];
      ids.splice(best + 1, 1);
      ranks.splice(best, 1);
      if (best > 0) ranks[best - 1] = rank(best - 1);
      if (best < ranks.length) ranks[best] = rank(best);
    }
  }
}
