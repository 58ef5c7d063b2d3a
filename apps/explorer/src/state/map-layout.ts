import type { Embeddings } from "@clipscope/core";
import { fitUmap } from "@clipscope/toolkit";
import { fitToSquare, gridPositions, type Positions } from "../lib/placement.js";
import type { Jobs } from "./jobs.js";
import { Store } from "./store.js";
import { Task } from "./task.js";

/** Where the items are on the map: in rows first, then as UMAP moves them. */
export class MapLayout extends Store {
  /** In the unit square; undefined until there are items. */
  positions: Positions | undefined;
  /** Whether nearness means anything yet: not while the items stand in rows. */
  meaningful = false;
  readonly task: Task<true>;

  constructor(
    private readonly jobs: Jobs,
    settled: () => void,
  ) {
    super();
    this.task = new Task(settled);
  }

  /** Puts `n` new items in rows. */
  reset(n: number): void {
    this.positions = gridPositions(n);
    this.meaningful = false;
    this.changed();
  }

  /** Lays the items out; the map shows how it forms. UMAP needs at least four. */
  ensure(key: string, embeddings: () => Embeddings): void {
    this.task.ensure(key, (signal) =>
      this.jobs.run("Laying out the map", "", signal, async (options) => {
        const show = (positions: Positions) => {
          this.positions = fitToSquare(positions);
          this.meaningful = true;
          this.changed();
        };
        show(await fitUmap(embeddings(), { ...options, onPositions: show }));
        return true as const;
      }),
    );
  }
}
