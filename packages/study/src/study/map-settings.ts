import type { StudyDocument } from "../document/document.js";
import type { MapSettings } from "./study.js";

const METHODS = ["umap", "pca"] as const;
const METRICS = ["cosine", "euclidean"] as const;

/** The map's settings, from the options of the view "map"; invalid settings are replaced by their defaults. */
export function mapSettingsOf({ views }: StudyDocument): MapSettings {
  const { method, nNeighbors, minDist, metric, seed } = (views.map ?? {}) as Record<string, unknown>;
  return {
    ...(METHODS.some((each) => each === method) && { method: method as (typeof METHODS)[number] }),
    ...(typeof nNeighbors === "number" && nNeighbors >= 2 && { nNeighbors }),
    ...(typeof minDist === "number" && minDist >= 0 && { minDist }),
    ...(Number.isSafeInteger(seed) && (seed as number) >= 0 && { seed: seed as number }),
    ...(METRICS.some((each) => each === metric) && { metric: metric as (typeof METRICS)[number] }),
  };
}
