import { ClipscopeError } from "@clipscope/types";
import { byteOrder, byteSymbols, WORD_END } from "./bytes.js";
import { cleanText, splitWords } from "./clean.js";
import { CLIP_SPECIAL_TOKENS, ClipTokenizer } from "./tokenizer.js";

export interface TrainTokenizerOptions {
  /** Total number of ids: 512 byte symbols, the merges, and start and end, which come last. At least 514. */
  vocabSize: number;
  /** Pairs rarer than this are not merged, so the vocabulary may be smaller than requested. */
  minFrequency?: number;
}

/**
 * Trains a vocabulary on texts by byte pair encoding (Sennrich et al. 2016, §3.2) of CLIP's words: repeatedly
 * merges the most frequent pair, the one with the smaller ids on ties. Ids are laid out as CLIP's. The result
 * does not depend on the order of the texts. Throws `bad-argument` for a `vocabSize` below 514.
 */
export function trainTokenizer(texts: Iterable<string>, options: TrainTokenizerOptions): ClipTokenizer {
  const { vocabSize, minFrequency = 2 } = options;
  if (!Number.isInteger(vocabSize) || vocabSize < 514) {
    throw new ClipscopeError(
      "bad-argument",
      `vocabSize should be a whole number of at least 514 (512 bytes, start and end), got ${vocabSize}.`,
    );
  }
  const symbols = byteOrder.map((byte) => byteSymbols[byte]);
  symbols.push(...symbols.map((symbol) => symbol + WORD_END));
  const ids = new Map(symbols.map((symbol, id) => [symbol, id]));
  const merges: [string, string][] = [];
  const pairs = new PairCounts(countWords(texts));
  while (symbols.length + 2 < vocabSize) {
    const best = pairs.mostFrequent();
    if (!best || best.count < minFrequency) break;
    const symbol = symbols[best.left] + symbols[best.right];
    let id = ids.get(symbol); // a symbol can be made in two ways: "th" + "e" and "t" + "he"
    if (id === undefined) {
      id = symbols.push(symbol) - 1;
      ids.set(symbol, id);
    }
    merges.push([symbols[best.left], symbols[best.right]]);
    pairs.merge(best.left, best.right, id);
  }
  for (const symbol of [CLIP_SPECIAL_TOKENS.bos, CLIP_SPECIAL_TOKENS.eos]) ids.set(symbol, ids.size);
  return new ClipTokenizer(ids, merges);
}

interface Word {
  ids: number[];
  count: number;
}

function countWords(texts: Iterable<string>): Word[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of splitWords(cleanText(text))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const idOfByte = new Int32Array(256);
  byteOrder.forEach((byte, id) => {
    idOfByte[byte] = id;
  });
  const utf8 = new TextEncoder();
  return [...counts].map(([word, count]) => {
    const ids = Array.from(utf8.encode(word), (byte) => idOfByte[byte]);
    ids[ids.length - 1] += 256; // this symbol ends the word
    return { ids, count };
  });
}

interface Pair {
  left: number;
  right: number;
  count: number;
  words: Set<Word>;
}

/** Counts of adjacent pairs in the words, updated as pairs are merged. */
class PairCounts {
  readonly #pairs = new Map<number, Pair>();
  readonly #heap: { pair: Pair; count: number }[] = []; // a stale count is corrected when it reaches the top

  constructor(words: Word[]) {
    for (const word of words) this.#add(word, 1);
    for (const pair of this.#pairs.values()) this.#push(pair);
  }

  mostFrequent(): Pair | undefined {
    for (;;) {
      const top = this.#pop();
      if (!top) return undefined;
      if (top.count === top.pair.count) return top.pair;
    }
  }

  /** Replaces each `left right` by `merged`, from left to right in each word. */
  merge(left: number, right: number, merged: number): void {
    const pair = this.#pairs.get(key(left, right));
    if (!pair) return;
    const touched = new Set<Pair>();
    for (const word of [...pair.words]) {
      this.#add(word, -1, touched);
      const { ids } = word;
      let length = 0;
      for (let i = 0; i < ids.length; i++) {
        const here = ids[i] === left && ids[i + 1] === right;
        ids[length++] = here ? merged : ids[i];
        if (here) i++;
      }
      ids.length = length;
      this.#add(word, 1, touched);
    }
    for (const each of touched) if (each.count > 0) this.#push(each);
  }

  /** Adds the pairs of a word to the counts, or (`sign` -1) subtracts them. */
  #add(word: Word, sign: 1 | -1, touched?: Set<Pair>): void {
    const { ids, count } = word;
    for (let i = 1; i < ids.length; i++) {
      const at = key(ids[i - 1], ids[i]);
      let pair = this.#pairs.get(at);
      if (!pair) {
        pair = { left: ids[i - 1], right: ids[i], count: 0, words: new Set() };
        this.#pairs.set(at, pair);
      }
      pair.count += sign * count;
      if (sign > 0) pair.words.add(word);
      else pair.words.delete(word);
      touched?.add(pair);
    }
  }

  #push(pair: Pair): void {
    const heap = this.#heap;
    const entry = { pair, count: pair.count };
    let i = heap.length;
    heap.push(entry);
    for (; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!isBefore(entry, heap[parent])) break;
      heap[i] = heap[parent];
      i = parent;
    }
    heap[i] = entry;
  }

  #pop(): { pair: Pair; count: number } | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const entry = heap.pop();
    if (!entry || heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], entry)) break;
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = entry;
    return top;
  }
}

const key = (left: number, right: number) => left * 0x200000 + right; // ids stay below 2²¹

function isBefore(a: { pair: Pair; count: number }, b: { pair: Pair; count: number }): boolean {
  return (b.count - a.count || a.pair.left - b.pair.left || a.pair.right - b.pair.right) < 0;
}
