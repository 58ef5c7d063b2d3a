/** Number of points below which a part of the tree is not divided further. */
const LEAF = 12;

/** A balanced k-d tree over points of a plane, for exact nearest neighbors. Built in n log n time. */
export class PointTree {
  /** Points in the order of the tree: the middle of each part divides it, alternately by x and by y. */
  readonly #ids: Int32Array;
  readonly #axes: readonly [ArrayLike<number>, ArrayLike<number>];

  /** `x` and `y`: `[points]`. */
  constructor(x: ArrayLike<number>, y: ArrayLike<number>) {
    this.#axes = [x, y];
    this.#ids = Int32Array.from({ length: x.length }, (_, i) => i);
    this.#divide(0, x.length - 1, 0);
  }

  /**
   * Writes the `k` points nearest to a place into `ids` and their squared distances into `squares`, both `[k]`, nearest
   * first, and returns how many there are. Ties are broken by the lower index; `except` is left out.
   */
  nearest(px: number, py: number, k: number, except: number, ids: Int32Array, squares: Float64Array): number {
    const [x, y] = this.#axes;
    const tree = this.#ids;
    let count = 0;
    const offer = (id: number) => {
      if (id === except) return;
      const square = (x[id] - px) ** 2 + (y[id] - py) ** 2;
      if (count === k && !isBefore(square, id, squares[k - 1], ids[k - 1])) return;
      let at = count < k ? count++ : k - 1;
      for (; at > 0 && isBefore(square, id, squares[at - 1], ids[at - 1]); at--) {
        squares[at] = squares[at - 1];
        ids[at] = ids[at - 1];
      }
      squares[at] = square;
      ids[at] = id;
    };
    const visit = (left: number, right: number, axis: 0 | 1): void => {
      if (right - left <= LEAF) {
        for (let i = left; i <= right; i++) offer(tree[i]);
        return;
      }
      const middle = (left + right) >> 1;
      const gap = (axis === 0 ? px : py) - this.#axes[axis][tree[middle]];
      const other = axis === 0 ? 1 : 0;
      if (gap <= 0) visit(left, middle - 1, other);
      else visit(middle + 1, right, other);
      offer(tree[middle]);
      // Points at the same distance on the other side may have a lower index.
      if (count === k && gap * gap > squares[k - 1]) return;
      if (gap <= 0) visit(middle + 1, right, other);
      else visit(left, middle - 1, other);
    };
    visit(0, tree.length - 1, 0);
    return count;
  }

  #divide(left: number, right: number, axis: 0 | 1): void {
    if (right - left <= LEAF) return;
    const middle = (left + right) >> 1;
    select(this.#ids, this.#axes[axis], middle, left, right);
    const other = axis === 0 ? 1 : 0;
    this.#divide(left, middle - 1, other);
    this.#divide(middle + 1, right, other);
  }
}

const isBefore = (square: number, id: number, otherSquare: number, otherId: number) =>
  square < otherSquare || (square === otherSquare && id < otherId);

/** Reorders ids so that the one at `at` is in its sorted place, with lower values before and higher after it. */
function select(ids: Int32Array, values: ArrayLike<number>, at: number, left: number, right: number): void {
  let [from, to] = [left, right];
  while (from < to) {
    const pivot = values[ids[(from + to) >> 1]];
    let [i, j] = [from, to];
    while (i <= j) {
      while (values[ids[i]] < pivot) i++;
      while (values[ids[j]] > pivot) j--;
      if (i > j) break;
      [ids[i], ids[j]] = [ids[j], ids[i]];
      i++;
      j--;
    }
    if (at <= j) to = j;
    else if (at >= i) from = i;
    else return;
  }
}
