import { ClipscopeError } from "@clipscope/types";

/** Similarity of two items: a positive number, larger for more similar ones. */
export interface Likeness {
  a: number;
  b: number;
  weight: number;
}

interface Cluster {
  /** Items from one end to the other. */
  items: number[];
  /** Sum of the weights with other clusters. */
  near: Map<number, number>;
}

/**
 * An order of `count` items in which similar ones are neighbors: average-linkage clustering of the given pairs, each
 * pair once or more, in which two clusters are joined at their most similar ends. Items without a pair come last, in
 * their own order. Deterministic: ties go to the lower index. The time grows with the number of pairs, not with the
 * square of the items. Throws `bad-argument` for an item out of range or a weight that is not positive.
 */
export function seriate(count: number, pairs: Iterable<Likeness>): Int32Array {
  const clusters = new Map<number, Cluster>();
  const weights = new Map<number, number>();
  const keyOf = (a: number, b: number) => (a < b ? a * count + b : b * count + a);
  for (const { a, b, weight } of pairs) {
    check(count, a, b, weight);
    if (a === b) continue;
    weights.set(keyOf(a, b), (weights.get(keyOf(a, b)) ?? 0) + weight);
  }
  const clusterOf = (item: number) => {
    let cluster = clusters.get(item);
    if (!cluster) {
      cluster = { items: [item], near: new Map() };
      clusters.set(item, cluster);
    }
    return cluster;
  };
  for (const [key, weight] of weights) {
    const [a, b] = [Math.floor(key / count), key % count];
    clusterOf(a).near.set(b, weight);
    clusterOf(b).near.set(a, weight);
  }
  const weightOf = (a: number, b: number) => weights.get(keyOf(a, b)) ?? 0;
  joinAll(clusters, weightOf);
  const listed = [...clusters.values()].sort(
    (x, y) => y.items.length - x.items.length || x.items[0] - y.items[0],
  );
  const order = listed.flatMap(({ items }) => items);
  const seen = new Set(order);
  return Int32Array.from([
    ...order,
    ...Array.from({ length: count }, (_, i) => i).filter((i) => !seen.has(i)),
  ]);
}

function check(count: number, a: number, b: number, weight: number): void {
  const isItem = (item: number) => Number.isInteger(item) && item >= 0 && item < count;
  if (isItem(a) && isItem(b) && weight > 0) return;
  throw new ClipscopeError(
    "bad-argument",
    `seriate: a pair is ${a} and ${b} with weight ${weight}: items go from 0 to ${count - 1}, and weights are positive.`,
  );
}

interface Candidate {
  mean: number;
  a: number;
  b: number;
}

const isBefore = (x: Candidate, y: Candidate) =>
  x.mean !== y.mean ? x.mean > y.mean : x.a !== y.a ? x.a < y.a : x.b < y.b;

/** Joins the two clusters with the largest mean weight until no two have any. */
function joinAll(clusters: Map<number, Cluster>, weightOf: (a: number, b: number) => number): void {
  const heap: Candidate[] = [];
  const meanOf = (x: Cluster, y: Cluster, sum: number) => sum / (x.items.length * y.items.length);
  const offer = (a: number, b: number) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    const [x, y] = [clusters.get(low), clusters.get(high)];
    const sum = x?.near.get(high);
    if (x && y && sum !== undefined) push(heap, { mean: meanOf(x, y, sum), a: low, b: high });
  };
  for (const [id, { near }] of clusters) for (const other of near.keys()) if (id < other) offer(id, other);
  for (let best = pop(heap); best; best = pop(heap)) {
    const [x, y] = [clusters.get(best.a), clusters.get(best.b)];
    const sum = x?.near.get(best.b);
    // An entry from before a join has an outdated mean, or a cluster that no longer exists.
    if (!x || !y || sum === undefined || meanOf(x, y, sum) !== best.mean) continue;
    x.items = joined(x.items, y.items, weightOf);
    clusters.delete(best.b);
    x.near.delete(best.b);
    for (const [other, weight] of y.near) {
      const third = clusters.get(other);
      if (other === best.a || !third) continue;
      const total = weight + (x.near.get(other) ?? 0);
      x.near.set(other, total);
      third.near.delete(best.b);
      third.near.set(best.a, total);
    }
    for (const other of x.near.keys()) offer(best.a, other);
  }
}

/** Number of items at the end of a cluster that are compared with as many at the other's. */
const END = 3;

/** Both clusters in the orientation in which the ends that meet are most similar. */
function joined(x: number[], y: number[], weightOf: (a: number, b: number) => number): number[] {
  const alike = (left: readonly number[], right: readonly number[]) => {
    let sum = 0;
    for (const [i, a] of left.slice(-END).reverse().entries()) {
      for (const [j, b] of right.slice(0, END).entries()) sum += weightOf(a, b) / (1 + i + j);
    }
    return sum;
  };
  const [xr, yr] = [x.toReversed(), y.toReversed()];
  const ways = [
    [x, y],
    [x, yr],
    [xr, y],
    [xr, yr],
  ] as const;
  let [best, most] = [ways[0] as readonly [number[], number[]], -1];
  for (const way of ways) {
    const sum = alike(...way);
    if (sum > most) [best, most] = [way, sum];
  }
  return [...best[0], ...best[1]];
}

function push(heap: Candidate[], candidate: Candidate): void {
  let at = heap.push(candidate) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(candidate, heap[parent])) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = candidate;
}

function pop(heap: Candidate[]): Candidate | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (!last || heap.length === 0) return top;
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
    if (!isBefore(heap[child], last)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = last;
  return top;
}
