/** A priority queue of positions in a word, by rank; efficient for many positions with few distinct ranks. */
export class PlacesByRank {
  readonly #places = new Map<number, number[]>();
  readonly #ranks: number[] = []; // a heap

  /** The lowest rank in the queue; Infinity if it is empty. */
  get lowest(): number {
    return this.#ranks[0] ?? Infinity;
  }

  add(rank: number, place: number): void {
    const places = this.#places.get(rank);
    if (places) {
      places.push(place);
      return;
    }
    this.#places.set(rank, [place]);
    const ranks = this.#ranks;
    let at = ranks.length;
    ranks.push(rank);
    for (; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (ranks[parent] <= rank) break;
      ranks[at] = ranks[parent];
      at = parent;
    }
    ranks[at] = rank;
  }

  /**
   * Removes and returns all positions of the lowest rank, from left to right; undefined if the queue is
   * empty.
   */
  take(): { rank: number; places: readonly number[] } | undefined {
    const ranks = this.#ranks;
    const rank = ranks[0];
    const last = ranks.pop();
    if (last === undefined) return undefined;
    if (ranks.length > 0) {
      let at = 0;
      for (let child = 1; child < ranks.length; child = 2 * at + 1) {
        if (child + 1 < ranks.length && ranks[child + 1] < ranks[child]) child++;
        if (ranks[child] >= last) break;
        ranks[at] = ranks[child];
        at = child;
      }
      ranks[at] = last;
    }
    const places = this.#places.get(rank) ?? [];
    this.#places.delete(rank);
    if (places.some((place, i) => i > 0 && place < places[i - 1])) places.sort((a, b) => a - b);
    return { rank, places };
  }
}
