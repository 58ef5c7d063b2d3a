import type { Positions } from "@clipscope/toolkit/projection";
import { apartOf } from "./measures.js";
import type { MapSettings } from "./methods.js";
import { type Toy, threeBlobs } from "./toys.js";

/** Lays out a toy, in the map worker or in Node. */
export type FitToy = (toy: Toy, settings: MapSettings) => Promise<Positions>;

/** How many times as far C is from B as A is: of the points themselves, and on one of their maps. */
export interface DistanceRun {
  implementation: "clipscope" | "umap-js";
  seed: number;
  truth: number;
  drawn: number;
}

/** The distances that are tried, and the seeds of each. */
const TIMES = [1, 2, 5, 10, 20];
const SEEDS = [1, 2, 3];

/** Number of maps of `distanceRuns`. */
export const DISTANCE_RUNS = 2 * TIMES.length * SEEDS.length;

/** Three clusters with C at growing distances, laid out by both implementations with several seeds. */
export async function distanceRuns(fit: FitToy, each: () => void = () => {}): Promise<DistanceRun[]> {
  const runs: DistanceRun[] = [];
  for (const truth of TIMES) {
    const toy = threeBlobs(truth);
    for (const implementation of ["clipscope", "umap-js"] as const) {
      for (const seed of SEEDS) {
        const { times } = apartOf(await fit(toy, { seed, implementation }), toy.groups);
        runs.push({ implementation, seed, truth, drawn: times });
        each();
      }
    }
  }
  return runs;
}
