import { ClipscopeError, checkOptions } from "@clipscope/types";
import { neighborsOnMap, sharedNeighbors } from "./map-neighbors.js";
import type { MapQuality } from "./quality.js";
import type { Positions } from "./umap-layout.js";

/**
 * How far several maps of the same rows, such as layouts with different seeds, agree on who is near whom: the Jaccard
 * index of a point's `k` nearest on two maps (default 15), averaged over all pairs of maps. 1 if every map shows the
 * same neighborhoods; about k / rows for unrelated maps. Throws `bad-argument` for fewer than two maps or a `k` out of
 * range, and `wrong-shape` for maps with different numbers of rows.
 */
export function mapStability(maps: readonly Positions[], options: { k?: number } = {}): MapQuality {
  checkOptions(options, ["k"], "mapStability");
  const { k = 15 } = options;
  if (maps.length < 2) {
    throw new ClipscopeError(
      "bad-argument",
      `There is ${maps.length} map: give at least two, such as layouts with two seeds.`,
    );
  }
  const neighbors = maps.map((map) => neighborsOnMap(map, k));
  const perRow = new Float64Array(neighbors[0].rows);
  const pairs = (maps.length * (maps.length - 1)) / 2;
  for (let a = 0; a < maps.length; a++) {
    for (let b = a + 1; b < maps.length; b++) {
      for (const [row, shared] of sharedNeighbors(neighbors[a], neighbors[b]).entries())
        perRow[row] += shared / (2 * k - shared) / pairs;
    }
  }
  return { score: perRow.reduce((sum, value) => sum + value, 0) / perRow.length, perRow };
}
