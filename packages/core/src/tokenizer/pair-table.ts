/**
 * Ranks of id pairs: a hash table with open addressing, since a Map with large keys takes ten times as long.
 */
export class PairTable {
  readonly #mask: number;
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  readonly #rank: Int32Array;

  /** Allocates a table for at most `count` pairs. */
  constructor(count: number) {
    const size = 2 ** Math.ceil(Math.log2(2 * count + 2)); // at most half full
    this.#mask = size - 1;
    this.#left = new Int32Array(size);
    this.#right = new Int32Array(size);
    this.#rank = new Int32Array(size).fill(-1);
  }

  set(left: number, right: number, rank: number): void {
    const at = this.#find(left, right);
    this.#left[at] = left;
    this.#right[at] = right;
    this.#rank[at] = rank;
  }

  /** The rank of a pair; -1 if it was not set. */
  get(left: number, right: number): number {
    return this.#rank[this.#find(left, right)];
  }

  /** The slot of a pair, or the free slot where it would go. */
  #find(left: number, right: number): number {
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    hash ^= hash >>> 15;
    let at = hash & this.#mask;
    while (this.#rank[at] >= 0 && (this.#left[at] !== left || this.#right[at] !== right)) {
      at = (at + 1) & this.#mask;
    }
    return at;
  }
}
