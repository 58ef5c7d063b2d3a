import { fitToSquare, gridPositions, type Positions } from "@clipscope/charts";
import type { Embeddings } from "@clipscope/core";
import { fitUmap } from "@clipscope/toolkit";
import type { Jobs } from "./jobs.js";
import { Store } from "./store.js";
import { Task } from "./task.js";

/** Positions of the items on the map: a grid at first, then as moved by UMAP. */
export class MapLayout extends Store {
  /** Positions in the unit square; undefined until there are items. */
  positions: Positions | undefined;
  /** Whether distances are meaningful yet, unlike in the initial grid. */
  meaningful = false;
  readonly task: Task<true>;

  constructor(
    private readonly jobs: Jobs,
    settled: () => void,
  ) {
    super();
    this.task = new Task(settled);
  }

  /** Places `n` new items on a grid. */
  reset(n: number): void {
    this.positions = gridPositions(n);
    this.meaningful = false;
    this.changed();
  }

  /** Lays out the items, showing the map as it forms. UMAP needs at least four items. */
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
