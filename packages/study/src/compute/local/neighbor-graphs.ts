import {
  findNeighbors,
  firstNeighbors,
  type Metric,
  type Neighbors,
  type WorkerOptions,
} from "@clipscope/toolkit";
import type { Embeddings } from "@clipscope/types";
import type { Watch } from "./shared-runs.js";
import { Turns } from "./turns.js";

/** Neighbors searched for at least: enough for a map, for its honesty and for a list of neighbors. */
const LEAST = 30;
/** Rows above which no more neighbors are searched for than asked, to save memory. */
const MANY = 100_000;

/**
 * The nearest neighbors of every row, searched once for each matrix and metric and kept as long as the embeddings: a map
 * with another `minDist` or seed, the honesty of a map and lists of neighbors share one search.
 */
export class NeighborGraphs {
  readonly #kept = new WeakMap<Embeddings, Map<Metric, Neighbors>>();
  readonly #turns = new Turns<Embeddings>();

  constructor(readonly options: Pick<WorkerOptions, "createWorker" | "workers"> = {}) {}

  /** The exact `k` nearest of every row, without the row itself. Throws the errors of toolkit's `findNeighbors`. */
  async get(
    embeddings: Embeddings,
    k: number,
    metric: Metric,
    { signal, onProgress }: Watch,
  ): Promise<Neighbors> {
    const graph = await this.#turns.take(embeddings, "The search", signal, async () => {
      const kept = this.#kept.get(embeddings) ?? new Map<Metric, Neighbors>();
      const known = kept.get(metric);
      if (known && known.k >= k) return known;
      const others = Math.max(1, embeddings.rows - 1);
      const size = embeddings.rows > MANY ? k : Math.max(k, Math.min(LEAST, others));
      const found = await findNeighbors(embeddings, size, { metric, signal, onProgress, ...this.options });
      this.#kept.set(embeddings, kept.set(metric, found));
      return found;
    });
    return firstNeighbors(graph, k);
  }
}
