import type { CategoryColumn, Dataset } from "@clipscope/datasets";
import {
  openRenditions,
  openRenditionsDataset,
  type Renditions,
  type SubgroupTask,
  subgroupTask,
} from "@clipscope/datasets/renditions";
import {
  type ClassifierSpec,
  type EmbeddedImages,
  type Encoder,
  embedDataset,
  type How,
  type VectorStore,
} from "@clipscope/study";
import type { LinearClassifier } from "@clipscope/toolkit";
import { ClipscopeError } from "@clipscope/types";
import { REFERENCE_RENDITION, subgroupClassifiers } from "../baseline.js";

/**
 * The built-in study: a CLIP model compared with models that were trained with labels on one rendition, on the
 * subgroup task of the built-in drawings. It has its own data, classes and prompts.
 */
export interface Story {
  /** Folder of the prepared packs, or its URL. */
  packs: string;
  index: Renditions;
  task: SubgroupTask;
}

/** Opens the index of the drawings; their pixels are read when they are embedded. Throws the errors of `openRenditions`. */
export async function openStory(packs: string): Promise<Story> {
  const index = await openRenditions(packs);
  return { packs, index, task: subgroupTask(index) };
}

/** The drawings of some renditions as a dataset whose labels are subgroups. */
export function storyDataset(
  { packs }: Pick<Story, "packs">,
  renditions: readonly string[],
  { onProgress, signal }: Pick<How, "onProgress" | "signal"> = {},
): Promise<Dataset> {
  return openRenditionsDataset(packs, {
    renditions,
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
}

/** Renditions that no model of the story learned from or was chosen by, except the reference itself. */
export function unseenShifts({ index }: Pick<Story, "index">): Renditions["renditions"] {
  return index.renditions.filter(({ id, use }) => use === "evaluation" && id !== REFERENCE_RENDITION);
}

/** The classifiers of the story; with `head`, the linear probe is that one instead of being fitted. */
export function storyClassifiers(
  { task }: Pick<Story, "task">,
  head?: LinearClassifier,
): readonly ClassifierSpec[] {
  return subgroupClassifiers(task).map((spec) =>
    spec.kind === "probe" && head ? ({ kind: "head", name: spec.name, head } as const) : spec,
  );
}

/** Options shared by the story's computations. */
export interface StoryHow extends How {
  /** Keeps embeddings from run to run. */
  store?: VectorStore;
  /** Number of drawings between checks for cancellation. Default: that of `embedDataset`. */
  batchSize?: number;
}

/** Number and kind of the drawings to embed. */
export interface StoryRows {
  /** Splits of all renditions to embed. */
  splits: readonly string[];
  /** Splits of which only the reference's drawings are embedded. */
  ofReference?: readonly string[];
  /** Of the drawings so chosen, every n-th is embedded. Default 1: all. */
  every?: number;
}

/**
 * Features before projection of the drawings of some splits. Throws the errors of `embedDataset`, and the first
 * failure if a drawing could not be embedded: models are compared drawing by drawing.
 */
export async function embedStory(
  dataset: Dataset,
  encoder: Encoder,
  { splits, ofReference = [], every = 1 }: StoryRows,
  { store, batchSize, onProgress, signal }: StoryHow,
): Promise<EmbeddedImages> {
  const split = categoryOf(dataset, "split");
  const rendition = categoryOf(dataset, "rendition");
  const isChosen = (row: number) => {
    const own = split.values[split.codes[row]];
    const reference = rendition.values[rendition.codes[row]] === REFERENCE_RENDITION;
    return splits.includes(own) || (reference && ofReference.includes(own));
  };
  const rows = Int32Array.from(split.codes.keys())
    .filter(isChosen)
    .filter((_, i) => i % every === 0);
  const images = await embedDataset(dataset, encoder, {
    features: "preProjection",
    rows,
    ...(store && { store }),
    ...(batchSize && { batchSize }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  const [failure] = images.failures;
  if (failure) throw new ClipscopeError(failure.code, `${failure.key}: ${failure.message}`);
  return images;
}

/** A category column of the drawings, which always have one of this name. */
export function categoryOf(dataset: Dataset, name: "split" | "rendition" | "concept"): CategoryColumn {
  const column = dataset.columns.get(name);
  if (column?.kind === "category") return column;
  throw new ClipscopeError(
    "bad-argument",
    `${dataset.title} has no column "${name}": open the built-in drawings.`,
  );
}
