import { ClipscopeError } from "@clipscope/types";

/** An immutable set of a dataset's rows. Selections, legend entries, matrix cells and histogram bars are row sets. */
export interface RowSet {
  /** Number of rows in the set. */
  readonly count: number;
  /** Number of rows of the dataset. */
  readonly size: number;
  has(row: number): boolean;
  /** Row indices, ascending. Returns the same array each time: do not change it. */
  rows(): Int32Array;
  /** Rows in both sets. Throws `wrong-shape` for a set of another size, as `or`, `without` and `equals` do. */
  and(other: RowSet): RowSet;
  or(other: RowSet): RowSet;
  not(): RowSet;
  /** Rows of this set that are not in the other. */
  without(other: RowSet): RowSet;
  /** Whether both sets have the same rows. */
  equals(other: RowSet): boolean;
}

/**
 * A set of rows of a dataset with `size` rows: those listed, in any order, or those that satisfy a condition.
 * Throws `bad-argument` for a size that is not a whole number, and for a row index outside 0 … size - 1.
 */
export function rowSet(size: number, rows: ArrayLike<number> | ((row: number) => boolean)): RowSet {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new ClipscopeError("bad-argument", `The number of rows is ${size}: it must be a whole number.`);
  }
  const words = new Uint32Array(Math.ceil(size / 32));
  if (typeof rows === "function") {
    for (let row = 0; row < size; row++) if (rows(row)) words[row >>> 5] |= 1 << (row & 31);
  } else {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      if (!Number.isInteger(row) || row < 0 || row >= size) {
        throw new ClipscopeError(
          "bad-argument",
          `Row index ${row} is out of range: the data has ${size} rows, counted from 0.`,
        );
      }
      words[row >>> 5] |= 1 << (row & 31);
    }
  }
  return new BitSet(size, words);
}

/** All rows of a dataset. Throws the errors of `rowSet`. */
export const allRows = (size: number): RowSet => rowSet(size, []).not();

class BitSet implements RowSet {
  readonly count: number;
  #rows: Int32Array | undefined;

  /** `words`: bit `row % 32` of word `row / 32` is set for the rows in the set; bits beyond `size` are 0. */
  constructor(
    readonly size: number,
    private readonly words: Uint32Array,
  ) {
    let count = 0;
    for (const word of words) count += ones(word);
    this.count = count;
  }

  has(row: number): boolean {
    return row >= 0 && row < this.size && (this.words[row >>> 5] & (1 << (row & 31))) !== 0;
  }

  rows(): Int32Array {
    if (this.#rows) return this.#rows;
    const rows = new Int32Array(this.count);
    let at = 0;
    for (const [w, word] of this.words.entries()) {
      for (let rest = word; rest !== 0; rest &= rest - 1) rows[at++] = w * 32 + 31 - Math.clz32(rest & -rest);
    }
    this.#rows = rows;
    return rows;
  }

  and(other: RowSet): RowSet {
    const theirs = this.#wordsOf(other);
    return new BitSet(
      this.size,
      this.words.map((word, w) => word & theirs[w]),
    );
  }

  or(other: RowSet): RowSet {
    const theirs = this.#wordsOf(other);
    return new BitSet(
      this.size,
      this.words.map((word, w) => word | theirs[w]),
    );
  }

  not(): RowSet {
    const words = this.words.map((word) => ~word);
    const beyond = this.size & 31;
    if (beyond !== 0) words[words.length - 1] &= (1 << beyond) - 1;
    return new BitSet(this.size, words);
  }

  without(other: RowSet): RowSet {
    const theirs = this.#wordsOf(other);
    return new BitSet(
      this.size,
      this.words.map((word, w) => word & ~theirs[w]),
    );
  }

  equals(other: RowSet): boolean {
    const theirs = this.#wordsOf(other);
    return this.words.every((word, w) => word === theirs[w]);
  }

  #wordsOf(other: RowSet): Uint32Array {
    if (other.size !== this.size) {
      throw new ClipscopeError(
        "wrong-shape",
        `Sets of ${this.size} and of ${other.size} rows can't be combined: they belong to different data.`,
      );
    }
    return other instanceof BitSet ? other.words : (rowSet(this.size, other.rows()) as BitSet).words;
  }
}

/** Number of set bits (Hacker's Delight, §5-1). */
function ones(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
