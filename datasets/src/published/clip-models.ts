import type { NaturalShiftId } from "./shifts.js";
import { tableRows } from "./table.js";

export interface PublishedClipModel {
  /** Architecture and weights in OpenCLIP's naming: "ViT-L-14-336 (openai)". */
  name: string;
  architecture: string;
  weights: string;
  /** Number of parameters, in millions. */
  parameters: number;
  /** Operations for one image and one text, in billions. */
  flops: number;
  /** Zero-shot top-1 accuracy on ImageNet and its five natural shifts, 0 to 1. */
  accuracy: Record<"imagenet" | NaturalShiftId, number>;
  /** Results on all 38 datasets, under the table's names, each in its own metric, 0 to 1. */
  results: Readonly<Record<string, number>>;
}

const COLUMNS = {
  imagenet: "ImageNet 1k",
  "imagenet-v2": "ImageNet v2",
  "imagenet-sketch": "ImageNet Sketch",
  "imagenet-r": "ImageNet-R",
  "imagenet-a": "ImageNet-A",
  objectnet: "ObjectNet",
} as const;
const FIRST_DATASET = 5;

/**
 * Zero-shot results of 121 released CLIP models (OpenCLIP's `docs/openclip_results.csv`), best on average
 * first. No results on ImageNet restricted to a shift's classes are available. Imports a 40 kB module on
 * call.
 */
export async function publishedClipModels(): Promise<PublishedClipModel[]> {
  const { CLIP_FIGURES } = await import("./clip-figures.js");
  const { header, rows } = tableRows(CLIP_FIGURES);
  const datasets = header.slice(FIRST_DATASET);
  const columns = Object.entries(COLUMNS) as [keyof typeof COLUMNS, string][];
  return rows.map((cells) => {
    const [architecture, weights, parameters, flops] = cells;
    const results = Object.fromEntries(datasets.map((name, i) => [name, Number(cells[FIRST_DATASET + i])]));
    const accuracy = Object.fromEntries(columns.map(([id, column]) => [id, results[column]]));
    return {
      name: `${architecture} (${weights})`,
      architecture,
      weights,
      parameters: Number(parameters),
      flops: Number(flops),
      accuracy: accuracy as PublishedClipModel["accuracy"],
      results,
    };
  });
}
