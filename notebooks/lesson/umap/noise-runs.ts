import type { FitToy } from "./experiments.js";
import { asPlaces } from "./measures.js";
import type { mapMethods } from "./methods.js";
import { GRID, LEAST } from "./settings.js";
import { noise } from "./toys.js";

/** Clusters that HDBSCAN finds in random points, and on each of their maps. */
export interface NoiseRuns {
  itself: number;
  maps: readonly { nNeighbors: number; minDist: number; clusters: number }[];
}

/** Maps of random points for each pair of settings, with the number of clusters that HDBSCAN finds on them. */
export async function noiseRuns(
  fit: FitToy,
  count: typeof mapMethods.clusters,
  each: () => void = () => {},
): Promise<NoiseRuns> {
  const toy = noise();
  const itself = await count({ positions: asPlaces(toy.points), least: LEAST });
  const maps: NoiseRuns["maps"][number][] = [];
  for (const nNeighbors of GRID.neighbors) {
    for (const minDist of GRID.minDists) {
      const positions = await fit(toy, { nNeighbors, minDist });
      maps.push({ nNeighbors, minDist, clusters: await count({ positions, least: LEAST }) });
      each();
    }
  }
  return { itself, maps };
}
