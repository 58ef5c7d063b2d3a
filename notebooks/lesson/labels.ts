import type { Dataset } from "@clipscope/datasets";
import { openRenditions, openRenditionsDataset, subgroupTask } from "@clipscope/datasets/renditions";
import {
  type Cache,
  type CallHow,
  type EmbeddedImages,
  type Encoder,
  embedDataset,
  evaluateFewShot,
  evaluateProbe,
  type FewShotEvaluation,
  type Inside,
  projectedEmbeddings,
  type VectorStore,
} from "@clipscope/study";
import {
  fewShotCurve,
  fitLogisticRegression,
  type LabeledSet,
  labeledSet,
  nearDuplicates,
  type Proportion,
  predictLinear,
  proportion,
} from "@clipscope/toolkit";
import { concatenateRows, takeRows } from "@clipscope/types";

/** Model, drawings and caches of the worker that computes the lesson on labels. */
export interface LabelsPlace {
  inside: Inside;
  packs: string;
  cache: Pick<Cache, "read" | "write">;
  store: VectorStore;
}

/** Number of kinds, those with the most training drawings, so that every fit takes seconds. */
const KINDS = 8;
const REFERENCE = "twemoji";
const SEED = 42;

/** The drawings to be sorted, without a model. */
export interface LabelsTask {
  kinds: readonly string[];
  rendition: string;
  counts: { train: number; validation: number; test: number };
}

/** How many labels a kind words are worth: the curve, and the zero-shot line. */
export type FewShotFound = Pick<FewShotEvaluation, "curve" | "zeroShot" | "full" | "counts">;

/** A probe on the image tower's own features, and on those in the space shared with texts. */
export type FeaturesFound = readonly {
  features: "preProjection" | "projected";
  width: number;
  accuracy: Proportion;
  lambda: number;
}[];

/** Test drawings in the training set, made on purpose. */
export interface LeakFound {
  /** Test accuracy of a probe before, and with a copy of every test drawing among the training drawings. */
  clean: Proportion;
  leaked: Proportion;
  /** Message of the toolkit's error for a training set that shares memory with the test set. */
  refused: string;
  /** Pairs of equal drawings in training and test, found by their cosines: in the copied set and in the given ones. */
  found: { copied: number; given: number };
  threshold: number;
}

/** The lesson's computations, each kept for the next visit under the content of model and drawings. */
export const labelsMethods = (place: LabelsPlace) => ({
  "lesson/labels/task": async (): Promise<LabelsTask> => {
    const { kinds, rendition, splitOf, rows } = await drawingsOf(place.packs);
    const count = (name: string) => rows.filter((row) => splitOf(row) === name).length;
    return {
      kinds,
      rendition,
      counts: { train: count("train"), validation: count("validation"), test: count("test") },
    };
  },
  "lesson/labels/few-shot": kept(
    place,
    "few-shot",
    async (task, { signal, onProgress }): Promise<FewShotFound> => {
      const { dataset, images, encoder, classes } = task;
      const { result } = await evaluateFewShot(
        { dataset, images, encoder, label: "subgroup", classes, seed: SEED },
        { ...(signal && { signal }), ...(onProgress && { onProgress }) },
      );
      const { curve, zeroShot, full, counts } = result;
      return { curve, ...(zeroShot && { zeroShot }), full, counts };
    },
  ),
  "lesson/labels/features": kept(place, "features", async (task, how): Promise<FeaturesFound> => {
    const { images, encoder } = task;
    const shared: EmbeddedImages = {
      ...images,
      embeddings: projectedEmbeddings(images, encoder),
      features: "projected",
    };
    const found: FeaturesFound[number][] = [];
    for (const each of [images, shared]) {
      const { accuracy, lambda } = await probeOf(task, each, how);
      found.push({ features: each.features as "projected", width: each.embeddings.cols, accuracy, lambda });
    }
    return found;
  }),
  "lesson/labels/leak": kept(place, "leak", leak),
});

interface Task {
  dataset: Dataset;
  images: EmbeddedImages;
  encoder: Encoder;
  kinds: readonly string[];
  classes: readonly { names: readonly string[]; of: readonly string[]; prompts: readonly string[] }[];
  splitOf(row: number): string | undefined;
  kindOf(row: number): string;
}

async function probeOf(
  { dataset, kinds }: Task,
  images: EmbeddedImages,
  { signal, onProgress }: CallHow<unknown>,
) {
  const classes = kinds.map((name) => ({ names: [name], of: [name] }));
  const { result } = await evaluateProbe(
    { dataset, images, label: "subgroup", classes, refit: false, seed: SEED },
    { ...(signal && { signal }), ...(onProgress && { onProgress }) },
  );
  return result;
}

async function leak(task: Task, how: CallHow<unknown>): Promise<LeakFound> {
  const { images, kinds } = task;
  const at = (name: string) =>
    Int32Array.from(images.rows.keys()).filter((i) => task.splitOf(images.rows[i]) === name);
  const labelsOf = (places: Int32Array) => places.map((i) => kinds.indexOf(task.kindOf(images.rows[i])));
  const setOf = <S extends "train" | "test">(name: S): LabeledSet<S> => {
    const places = at(name);
    return labeledSet(name, takeRows(images.embeddings, places), labelsOf(places), kinds.length);
  };
  const [train, test] = [setOf("train"), setOf("test")];
  const copied = labeledSet(
    "train",
    concatenateRows([train.embeddings, test.embeddings]),
    Int32Array.from([...train.labels, ...test.labels]),
    kinds.length,
  );
  // The strength of the penalty is the honest probe's: the leak alone makes the difference.
  const { lambda } = await probeOf(task, images, how);
  const accuracyAfter = async (set: LabeledSet<"train">) => {
    const probe = await fitLogisticRegression(set, {
      C: 1 / lambda,
      ...(how.signal && { signal: how.signal }),
    });
    const predictions = predictLinear(probe, test.embeddings);
    const right = predictions.filter((prediction, i) => prediction === test.labels[i]).length;
    return proportion(right, test.labels.length);
  };
  const threshold = 0.9999;
  const across = (set: LabeledSet<"train">) => {
    const end = set.embeddings.rows;
    const { pairs } = nearDuplicates(concatenateRows([set.embeddings, test.embeddings]), { threshold });
    return pairs.filter(({ a, b }) => a < end && b >= end).length;
  };
  return {
    clean: await accuracyAfter(train),
    leaked: await accuracyAfter(copied),
    refused: await refusalOf(test),
    found: { copied: across(copied), given: across(train) },
    threshold,
  };
}

/** What happens to somebody who fits to the rows that they score on. */
async function refusalOf(test: LabeledSet<"test">): Promise<string> {
  const same = { ...test, split: "train" } as const;
  try {
    await fewShotCurve(same, { ...test, split: "validation" }, test, { shots: [1], seeds: [1] });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

function kept<T>(
  { inside, packs, cache, store }: LabelsPlace,
  name: string,
  compute: (task: Task, how: CallHow<unknown>) => Promise<T>,
) {
  return (_: unknown, how: CallHow<unknown>): Promise<T> =>
    inside.withEncoder({ kind: "builtin", id: "mini" }, how, async (encoder) => {
      const { dataset, rows, prompts, ...drawings } = await drawingsOf(packs);
      const key = `lesson-labels/${name}/${KINDS}/${encoder.id.hash}/${dataset.hash}`;
      const known = await cache.read(key);
      if (known) return JSON.parse(new TextDecoder().decode(known));
      const { signal, onProgress } = how;
      const images = await embedDataset(dataset, encoder, {
        features: "preProjection",
        rows,
        store,
        ...(signal && { signal }),
        ...(onProgress && { onProgress }),
      });
      const classes = drawings.kinds.map((kind, i) => ({ names: [kind], of: [kind], prompts: prompts[i] }));
      const found = await compute({ dataset, images, encoder, classes, ...drawings }, how);
      await cache.write(key, new TextEncoder().encode(JSON.stringify(found)));
      return found;
    });
}

/** The reference's drawings of the kinds with the most of them in training, and the kinds' prompts. */
async function drawingsOf(packs: string) {
  const [index, dataset] = await Promise.all([
    openRenditions(packs),
    openRenditionsDataset(packs, { renditions: [REFERENCE] }),
  ]);
  const { classNames, classPrompts } = subgroupTask(index);
  const [split, subgroup] = ["split", "subgroup"].map((name) => dataset.columns.get(name));
  if (split?.kind !== "category" || subgroup?.kind !== "category")
    throw new Error("The drawings have no splits.");
  const splitOf = (row: number): string | undefined => split.values[split.codes[row]];
  const kindOf = (row: number): string => subgroup.values[subgroup.codes[row]];
  const all = Int32Array.from({ length: dataset.rows }, (_, row) => row);
  const counts = new Map(classNames.map((kind) => [kind, 0]));
  for (const row of all)
    if (splitOf(row) === "train") counts.set(kindOf(row), (counts.get(kindOf(row)) ?? 0) + 1);
  const kinds = [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, KINDS)
    .map(([kind]) => kind);
  return {
    dataset,
    kinds,
    rows: all.filter((row) => splitOf(row) !== undefined && kinds.includes(kindOf(row))),
    prompts: kinds.map((kind) => classPrompts[classNames.indexOf(kind)]),
    rendition: index.renditions.find(({ id }) => id === REFERENCE)?.title ?? REFERENCE,
    splitOf,
    kindOf,
  };
}
