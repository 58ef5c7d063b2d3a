import { ClipscopeError } from "@clipscope/types";
import { byteSymbols, WORD_END } from "./bytes.js";
import { PairTable } from "./pair-table.js";
import { PlacesByRank } from "./places-by-rank.js";

const utf8 = new TextEncoder();
const CACHED_WORDS = 100_000;
const LONGEST_CACHED = 64; // characters; longer words rarely repeat

/** Byte pair merging of single words, with cached results. */
export class WordEncoder {
  readonly #firstId: Int32Array; // [512]: ids of the bytes, then of the bytes that end a word
  readonly #ranks: PairTable;
  readonly #idOfRank: Int32Array;
  readonly #cache = new Map<string, readonly number[]>();

  /**
   * `vocab` maps symbols to ids; `merges` are pairs of symbols by descending priority. Bytes missing from the
   * vocabulary get `unknownId`. Throws `bad-tokenizer` for a merge of symbols not in `vocab`.
   */
  constructor(vocab: ReadonlyMap<string, number>, merges: readonly [string, string][], unknownId: number) {
    const symbols = [...byteSymbols, ...byteSymbols.map((symbol) => symbol + WORD_END)];
    this.#firstId = Int32Array.from(symbols, (symbol) => vocab.get(symbol) ?? unknownId);
    this.#idOfRank = new Int32Array(merges.length);
    this.#ranks = new PairTable(merges.length);
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
      this.#ranks.set(id(left), id(right), rank);
    });
  }

  /** The ids of one word (a piece from `splitWords`). The array is cached: don't modify it. */
  encode(word: string): readonly number[] {
    const known = this.#cache.get(word);
    if (known) return known;
    const ids = this.#merge(word);
    if (word.length > LONGEST_CACHED) return ids;
    if (this.#cache.size >= CACHED_WORDS) this.#cache.clear();
    this.#cache.set(word, ids);
    return ids;
  }

  /**
   * Repeatedly merges the pair of lowest rank, leftmost on ties, until no pair has a rank. Symbols are a
   * linked list, so that the time per merge does not depend on word length.
   */
  #merge(word: string): readonly number[] {
    const bytes = utf8.encode(word);
    const { length } = bytes;
    const ids = new Int32Array(length);
    const next = new Int32Array(length); // −1 after the last
    const previous = new Int32Array(length);
    for (let place = 0; place < length; place++) {
      const isLast = place === length - 1;
      ids[place] = this.#firstId[isLast ? bytes[place] + 256 : bytes[place]];
      next[place] = isLast ? -1 : place + 1;
      previous[place] = place - 1;
    }
    const rankAt = new Int32Array(length).fill(-1); // of a symbol with the next one; −1: they are not merged
    const waiting = new PlacesByRank();
    const look = (place: number) => {
      const after = next[place];
      const rank = after < 0 ? -1 : this.#ranks.get(ids[place], ids[after]);
      rankAt[place] = rank;
      if (rank >= 0) waiting.add(rank, place);
    };
    for (let place = 0; place < length; place++) look(place);
    for (let lowest = waiting.take(); lowest; lowest = waiting.take()) {
      const { rank, places } = lowest;
      for (let i = 0; i < places.length; i++) {
        const place = places[i];
        if (rankAt[place] !== rank) continue; // one of the two has been merged with another since
        const merged = next[place];
        const after = next[merged];
        ids[place] = this.#idOfRank[rank];
        rankAt[merged] = -1;
        next[place] = after;
        if (after >= 0) previous[after] = place;
        look(place);
        if (previous[place] >= 0) look(previous[place]);
        if (waiting.lowest >= rank) continue;
        // Never in trained vocabularies, where pairs with a new symbol rank after the symbol itself.
        for (const rest of places.slice(i + 1)) waiting.add(rank, rest);
        break;
      }
    }
    const result: number[] = [];
    for (let place = 0; place >= 0; place = next[place]) result.push(ids[place]);
    return result;
  }
}
