import type { Embeddings } from "@clipscope/types";

/** What is left of a classifier in another one. */
export interface ClassMatch {
  /** Index of each class in the earlier classifier, -1 for a new vector: `[classes]`. Ascending but for -1. */
  from: Int32Array;
  /** Classes with a new vector. */
  added: Int32Array;
  /** Classes of the earlier classifier that are gone. */
  removed: Int32Array;
  /** New index of each earlier class; of one that is gone, that of the next that is left: `[earlier classes]`. */
  to: Int32Array;
}

/** Finds the classes whose vector is in both classifiers, in the same order. */
export function matchClasses(earlier: Embeddings, later: Embeddings): ClassMatch {
  const { cols } = later;
  const same = (old: number, c: number) => {
    for (let k = 0, i = old * cols, j = c * cols; k < cols; k++) {
      if (earlier.data[i + k] !== later.data[j + k]) return false;
    }
    return true;
  };
  const from = new Int32Array(later.rows).fill(-1);
  let first = 0;
  while (first < Math.min(earlier.rows, later.rows) && same(first, first)) {
    from[first] = first;
    first++;
  }
  let oldEnd = earlier.rows;
  let newEnd = later.rows;
  while (oldEnd > first && newEnd > first && same(oldEnd - 1, newEnd - 1)) from[--newEnd] = --oldEnd;
  let next = first;
  for (let c = first; c < newEnd; c++) {
    // Classes in place, then those after some that were removed.
    for (let old = next; old < oldEnd; old++) {
      if (!same(old, c)) continue;
      from[c] = old;
      next = old + 1;
      break;
    }
  }
  return described(from, earlier.rows);
}

function described(from: Int32Array, earlier: number): ClassMatch {
  const to = new Int32Array(earlier).fill(-1);
  for (const [c, old] of from.entries()) if (old >= 0) to[old] = c;
  const removed = Int32Array.from(to.keys()).filter((old) => to[old] < 0);
  for (let old = earlier - 1, next = from.length; old >= 0; old--) {
    if (to[old] < 0) to[old] = next;
    else next = to[old];
  }
  return { from, added: Int32Array.from(from.keys()).filter((c) => from[c] < 0), removed, to };
}
