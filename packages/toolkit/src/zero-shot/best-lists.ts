import type { TopK } from "./zero-shot.js";

/** Places per list beyond those asked for, so that a list survives the loss of some classes. */
const SPARE = 4;

/**
 * The best classes of each row, best first: a few more than are asked for, and a bound that no class outside
 * the list precedes. A class precedes another by a larger logit, or by a lower index if they are equal.
 */
export class BestLists {
  /** Number of classes in a full list. */
  readonly size: number;
  readonly #logits: Float64Array;
  /** exp(logit - reference) of the row: `[rows, size]`. */
  readonly #weights: Float64Array;
  readonly #classes: Int32Array;
  readonly #lengths: Uint8Array;
  readonly #boundLogits: Float64Array;
  readonly #boundClasses: Int32Array;

  constructor(
    readonly rows: number,
    readonly k: number,
  ) {
    this.size = k + SPARE;
    this.#logits = new Float64Array(rows * this.size);
    this.#weights = new Float64Array(rows * this.size);
    this.#classes = new Int32Array(rows * this.size);
    this.#lengths = new Uint8Array(rows);
    this.#boundLogits = new Float64Array(rows);
    this.#boundClasses = new Int32Array(rows);
  }

  /** Number of bytes held. */
  get bytes(): number {
    return (this.size * 20 + 13) * this.rows;
  }

  /** Fills a row's list from its logits, `[classes]`. Returns the largest. */
  fill(row: number, logits: Float64Array): number {
    const start = row * this.size;
    this.#empty(row);
    const few = Math.min(this.size, logits.length);
    for (let c = 0; c < few; c++) this.#insert(row, logits[c], c);
    let worst = this.#logits[start + few - 1];
    let next = Number.NEGATIVE_INFINITY;
    let nextClass = -1;
    for (let c = few; c < logits.length; c++) {
      const logit = logits[c];
      if (logit > worst) {
        this.#insert(row, logit, c);
        worst = this.#logits[start + few - 1];
      } else if (logit > next) {
        next = logit;
        nextClass = c;
      }
    }
    if (nextClass >= 0) this.#raiseBound(row, next, nextClass);
    return this.#weigh(row);
  }

  /**
   * Fills a row's list from the logits of some classes, `[some]`, among them all of the best; those of others
   * are below `floor`, which is -∞ if there are no others. Returns the largest.
   */
  fillSome(row: number, classes: Int32Array, logits: Float64Array, floor: number): number {
    this.#empty(row);
    for (let i = 0; i < classes.length; i++) this.#insert(row, logits[i], classes[i]);
    if (floor > Number.NEGATIVE_INFINITY) this.#raiseBound(row, floor, 0);
    return this.#weigh(row);
  }

  /** Puts a class into a row's list if it belongs there. `weight` is exp(logit - reference). */
  add(row: number, logit: number, c: number, weight: number): void {
    const bound = this.#boundLogits[row];
    if (logit < bound || (logit === bound && c >= this.#boundClasses[row])) return;
    const at = this.#insert(row, logit, c);
    if (at >= 0) this.#weights[at] = weight;
  }

  /** Takes a class out of a row's list, if it is there. */
  remove(row: number, c: number): void {
    const start = row * this.size;
    const end = start + this.#lengths[row];
    let at = start;
    while (at < end && this.#classes[at] !== c) at++;
    if (at === end) return;
    this.#lengths[row]--;
    for (; at + 1 < end; at++) {
      this.#logits[at] = this.#logits[at + 1];
      this.#weights[at] = this.#weights[at + 1];
      this.#classes[at] = this.#classes[at + 1];
    }
  }

  /** Whether a row's list has at least `count` classes. */
  has(row: number, count: number): boolean {
    return this.#lengths[row] >= count;
  }

  /**
   * Gives classes new indices, in the same order: old index → new index, `[classes]`. That of a class that is
   * gone is the index of the next one that is left.
   */
  renumber(to: Int32Array): void {
    for (let row = 0; row < this.rows; row++) {
      const start = row * this.size;
      for (let i = start; i < start + this.#lengths[row]; i++) this.#classes[i] = to[this.#classes[i]];
      if (this.#boundClasses[row] >= 0) this.#boundClasses[row] = to[this.#boundClasses[row]];
    }
  }

  /** The first `k` classes of each row, with their share of `sums`, `[rows]`. */
  top(k: number, sums: Float64Array): TopK {
    const top = { k, classes: new Int32Array(this.rows * k), probabilities: new Float32Array(this.rows * k) };
    for (let row = 0; row < this.rows; row++) {
      const from = row * this.size;
      const to = row * k;
      for (let i = 0; i < k; i++) {
        top.classes[to + i] = this.#classes[from + i];
        top.probabilities[to + i] = this.#weights[from + i] / sums[row];
      }
    }
    return top;
  }

  #empty(row: number): void {
    this.#lengths[row] = 0;
    this.#boundLogits[row] = Number.NEGATIVE_INFINITY;
    this.#boundClasses[row] = -1;
  }

  /** Weighs a row's list against its first class. Returns the logit of that class. */
  #weigh(row: number): number {
    const start = row * this.size;
    for (let i = start; i < start + this.#lengths[row]; i++) {
      this.#weights[i] = Math.exp(this.#logits[i] - this.#logits[start]);
    }
    return this.#logits[start];
  }

  /** Inserts a class before those that it precedes; the last of a full list becomes the bound. Returns its place, or -1. */
  #insert(row: number, logit: number, c: number): number {
    const start = row * this.size;
    let end = start + this.#lengths[row];
    let at = end;
    while (at > start && precedes(logit, c, this.#logits[at - 1], this.#classes[at - 1])) at--;
    if (end === start + this.size) {
      if (at === end) {
        this.#raiseBound(row, logit, c);
        return -1;
      }
      end--;
      this.#raiseBound(row, this.#logits[end], this.#classes[end]);
    } else this.#lengths[row]++;
    for (let i = end; i > at; i--) {
      this.#logits[i] = this.#logits[i - 1];
      this.#weights[i] = this.#weights[i - 1];
      this.#classes[i] = this.#classes[i - 1];
    }
    this.#logits[at] = logit;
    this.#classes[at] = c;
    return at;
  }

  #raiseBound(row: number, logit: number, c: number): void {
    const bound = this.#boundLogits[row];
    if (this.#boundClasses[row] >= 0 && !precedes(logit, c, bound, this.#boundClasses[row])) return;
    this.#boundLogits[row] = logit;
    this.#boundClasses[row] = c;
  }
}

const precedes = (logit: number, c: number, other: number, d: number) =>
  logit > other || (logit === other && c < d);
