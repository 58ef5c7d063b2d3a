import { type MapSettings, mapSettingsOf, type Study } from "@clipscope/study";

/** A layout that was measured. */
export interface TriedLayout {
  settings: Required<Pick<MapSettings, "method" | "nNeighbors" | "minDist" | "metric" | "seed">>;
  /** Mean share of each image's 15 nearest that the map keeps near. */
  kept: number;
}

/** The layouts of the open data and model that were measured since the page was opened, in the order of measurement. */
export class TriedLayouts {
  #of = "";
  #list: readonly TriedLayout[] = [];

  /** The current settings, complete. */
  static settings(study: Study): TriedLayout["settings"] {
    const {
      method = "umap",
      nNeighbors = 15,
      minDist = 0.1,
      metric = "cosine",
      seed,
    } = mapSettingsOf(study.doc.value);
    return { method, nNeighbors, minDist, metric, seed: seed ?? study.doc.value.seed };
  }

  /** The list with the current layout, if it is measured. Layouts of other data are forgotten. */
  with(study: Study): readonly TriedLayout[] {
    const of = study.embedded().key;
    if (of !== this.#of) {
      this.#of = of;
      this.#list = [];
    }
    const { value } = study.mapQuality();
    const settings = TriedLayouts.settings(study);
    if (value && !this.#list.some((each) => isSame(each.settings, settings))) {
      this.#list = [...this.#list, { settings, kept: value.mean }];
    }
    return this.#list;
  }
}

/** Whether two settings give the same map; principal components depend on no setting. */
export function isSame(a: TriedLayout["settings"], b: TriedLayout["settings"]): boolean {
  if (a.method !== b.method) return false;
  if (a.method === "pca") return true;
  return (["nNeighbors", "minDist", "metric", "seed"] as const).every((name) => a[name] === b[name]);
}
