import type { MapPositions } from "@clipscope/study";

/**
 * Number of points from which a forming layout is drawn only every PACE milliseconds, to leave time for interaction.
 */
const LARGE = 20_000;
const PACE = 1000;

/** Throttles the positions of a large layout while it forms. */
export class Pace {
  #last: MapPositions | undefined;
  #at = 0;

  of(positions: MapPositions | undefined, isFinal: boolean): MapPositions | undefined {
    const now = performance.now();
    const isSmall = (positions?.rows.length ?? 0) <= LARGE;
    if (isFinal || isSmall || !this.#last || now - this.#at >= PACE) {
      this.#last = positions;
      this.#at = now;
    }
    return this.#last;
  }
}
