import type { Dataset } from "@clipscope/datasets";
import {
  fitPca,
  fitUmap,
  type Metric,
  type Neighbors,
  projectPca,
  type UmapOptions,
} from "@clipscope/toolkit";
import { ClipscopeError, checkOptions, throwIfCancelled } from "@clipscope/types";
import type { EmbeddedImages } from "../embed/embedded-images.js";
import { type Evaluation, HOW, type How } from "./evaluation.js";
import { checkSameDataset } from "./labeled-images.js";
import { manifestOf } from "./manifest.js";

export interface MapInputs
  extends Pick<UmapOptions, "nNeighbors" | "minDist" | "metric" | "nEpochs" | "start"> {
  dataset: Dataset;
  images: EmbeddedImages;
  /** "umap" (default), or "pca" for the first two principal components. */
  method?: "umap" | "pca";
  /** Random seed. Default 42. */
  seed?: number;
}

export interface MapHow extends How, Pick<UmapOptions, "onPositions" | "createWorker" | "workers"> {
  /**
   * Finds the `k` nearest of every image, without the image itself, for UMAP; called once. Default: a search that is part
   * of the layout. Neighbors do not depend on `minDist`, `nEpochs` and `seed`, so they can be kept for other layouts.
   */
  neighbors?: (k: number, metric: Metric) => Promise<Neighbors>;
}

export interface MapEvaluation {
  /** The dataset's row of each point: `[images]`. */
  rows: Int32Array;
  x: Float32Array | Float64Array;
  y: Float32Array | Float64Array;
}

/**
 * A two-dimensional map of images, with similar ones nearby. Throws the errors of toolkit's `fitUmap` and
 * `fitPca`.
 */
export async function layOutMap(inputs: MapInputs, how: MapHow = {}): Promise<Evaluation<MapEvaluation>> {
  checkOptions(
    inputs,
    ["dataset", "images", "method", "seed", "nNeighbors", "minDist", "metric", "nEpochs", "start"],
    "layOutMap",
  );
  checkOptions(how, [...HOW, "onPositions", "createWorker", "workers", "neighbors"], "layOutMap");
  const { dataset, images, method = "umap", seed = 42, nNeighbors, minDist, metric, nEpochs, start } = inputs;
  checkSameDataset(dataset, images);
  if (method !== "umap" && method !== "pca") {
    throw new ClipscopeError("bad-argument", `A map's method is "${method}": it must be "umap" or "pca".`);
  }
  throwIfCancelled(how.signal, "The map");
  const { products: _, versions: __, neighbors: find, ...carried } = how;
  let positions: { x: Float32Array | Float64Array; y: Float32Array | Float64Array };
  let settings: Record<string, unknown>;
  if (method === "umap") {
    const given = { nNeighbors, minDist, metric, nEpochs, start };
    const asked = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const neighbors = await find?.(othersOf(images.rows.length, nNeighbors), metric ?? "cosine");
    const { settings: used, ...found } = await fitUmap(images.embeddings, {
      ...asked,
      ...carried,
      ...(neighbors && { neighbors }),
      seed,
    });
    positions = found;
    settings = { ...used };
  } else {
    const { data, cols } = projectPca(fitPca(images.embeddings, { components: 2, seed }), images.embeddings);
    const axis = (at: number) =>
      Float64Array.from({ length: images.rows.length }, (_, i) => data[i * cols + at]);
    positions = { x: axis(0), y: axis(1) };
    settings = {};
  }
  const manifest = await manifestOf({ kind: "map", images, seed, options: { method, ...settings } }, how);
  return { result: { rows: images.rows, x: positions.x, y: positions.y }, manifest };
}

/** Number of neighbors besides the image itself in a UMAP neighborhood. */
const othersOf = (images: number, nNeighbors = 15) => Math.max(1, Math.min(nNeighbors, images - 1) - 1);
