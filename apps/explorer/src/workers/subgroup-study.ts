import { type ImageClassifier, type LoadClassifierOptions, loadImageClassifier } from "@clipscope/core";
import type { CategoryColumn, Dataset } from "@clipscope/datasets";
import { openRenditionsDataset } from "@clipscope/datasets/renditions";
import { hitsOfShifts, REFERENCE_RENDITION, subgroupClassifiers } from "@clipscope/mini/baseline";
import {
  type CorruptionScores,
  type EmbeddedImages,
  type Encoder,
  embedDataset,
  evaluateCorruptions,
  evaluateProbe,
  evaluateShifts,
  type How,
} from "@clipscope/study";
import { argmaxRows, type LinearClassifier, type ModelHits } from "@clipscope/toolkit";
import { readKept, writeKept } from "./embedding-cache.js";
import type { CallContext } from "./rpc.js";
import type { KeptVectors } from "./vector-store.js";

/** Inputs of the subgroup task's evaluations. */
export interface SubgroupRequest {
  packs: string;
  classNames: string[];
  classPrompts: string[][];
}

export interface ShiftsRequest extends SubgroupRequest {
  /** The reference and the shifts, by id. */
  renditions: string[];
  probe: LinearClassifier;
}

export interface CorruptionsRequest extends SubgroupRequest {
  probe: LinearClassifier;
  /** Sampling interval of the test drawings: every n-th is used. */
  every: number;
  /** URL and name of the supervised model. */
  supervised: { url: string; name: string };
  /** Scores computed earlier. */
  known: CorruptionScores[];
}

/** Context of an evaluation: the model, the vector store, the text cache, and a cancellation signal. */
export interface StudyContext {
  encoder: Encoder;
  store: KeptVectors;
  how: How;
  /** Core's options for loading the supervised model. */
  load: Pick<LoadClassifierOptions, "backend" | "wasmPaths">;
}

/** Images per batch, small enough for Cancel and other requests to be handled promptly. */
const batchSize = 16;

/** Fits the linear probe to the reference's training drawings; cached between visits. */
export async function fitProbe(
  { packs, classNames }: Omit<SubgroupRequest, "classPrompts">,
  context: StudyContext,
): Promise<LinearClassifier> {
  const dataset = await openRenditionsDataset(packs, { renditions: [REFERENCE_RENDITION] });
  const key = `${context.encoder.id.hash}:probe-2:${dataset.hash}`;
  const kept = await readKept<LinearClassifier>(key);
  if (kept) return kept;
  const images = await embed(dataset, context, (split) => split !== undefined);
  const { result } = await evaluateProbe(
    { dataset, images, label: "subgroup", classes: classNames, refit: false },
    context.how,
  );
  const { classes, cols, weights, bias } = result.probe;
  const head = { classes, cols, weights, bias };
  await writeKept(key, head);
  return head;
}

/** Hits of each of mini's classifiers on the test drawings, by rendition and concept. */
export async function measureShifts(
  { packs, classNames, classPrompts, renditions, probe }: ShiftsRequest,
  context: StudyContext,
): Promise<ModelHits[]> {
  const dataset = await openRenditionsDataset(packs, { renditions });
  const images = await embed(dataset, context, (split) => split === "test");
  const { result } = await evaluateShifts(
    {
      dataset,
      images,
      encoder: context.encoder,
      label: "subgroup",
      shift: "rendition",
      reference: REFERENCE_RENDITION,
      classes: classNames,
      classifiers: withProbe(classPrompts, probe),
    },
    context.how,
  );
  const { codes, values } = dataset.columns.get("concept") as CategoryColumn;
  return hitsOfShifts(result, codes, values.length).models;
}

/**
 * Scores corrupted drawings with mini's classifiers and the supervised model; emits each kind and severity.
 */
export async function scoreCorrupted(
  { packs, classNames, classPrompts, probe, every, supervised, known }: CorruptionsRequest,
  context: StudyContext,
  { signal, emit }: CallContext,
): Promise<void> {
  const dataset = await openRenditionsDataset(packs, { renditions: [REFERENCE_RENDITION] });
  const isTest = (split: string | undefined) => split === "test";
  const images = await embed(dataset, context, isTest, every);
  const tower = await loadImageClassifier(supervised.url, { engine: "tfjs", ...context.load, signal });
  try {
    await evaluateCorruptions(
      {
        dataset,
        images,
        encoder: context.encoder,
        label: "subgroup",
        classes: classNames,
        classifiers: withProbe(classPrompts, probe),
        pictures: [{ name: supervised.name, predict: (pictures) => classify(tower, pictures) }],
        size: "own",
        score: "all",
      },
      { ...context.how, known, onScores: emit, batchSize },
    );
  } finally {
    tower.dispose();
  }
}

/** Mini's classifiers, with the fitted probe. */
const withProbe = (classPrompts: string[][], head: LinearClassifier) =>
  subgroupClassifiers({ classPrompts }).map((spec) =>
    spec.kind === "probe" ? ({ kind: "head", name: spec.name, head } as const) : spec,
  );

/** Features before projection of the drawings of some splits, or of every n-th of them. */
async function embed(
  dataset: Dataset,
  { encoder, store, how: { onProgress, signal } }: StudyContext,
  takes: (split: string | undefined) => boolean,
  every = 1,
): Promise<EmbeddedImages> {
  const { codes, values } = dataset.columns.get("split") as CategoryColumn;
  const own = Int32Array.from(codes.keys()).filter((row) => takes(values[codes[row]]));
  const rows = own.filter((_, i) => i % every === 0);
  try {
    const images = await embedDataset(dataset, encoder, {
      features: "preProjection",
      rows,
      store,
      batchSize,
      ...(onProgress && { onProgress }),
      ...(signal && { signal }),
    });
    if (images.failures.length > 0) throw new Error(images.failures[0].message);
    return images;
  } finally {
    await store.save();
  }
}

async function classify(tower: ImageClassifier, pictures: Parameters<ImageClassifier["logits"]>[0]) {
  const logits = await tower.logits(pictures);
  if (logits.failures.length > 0) throw logits.failures[0].error;
  return argmaxRows(logits);
}
