import type { CategoryColumn } from "@clipscope/datasets";
import {
  chooseThreshold,
  type Evidence,
  type EvidenceSets,
  type Proportion,
  proportion,
  type ThresholdEffect,
  thresholdEffects,
  zeroShotLogits,
} from "@clipscope/toolkit";
import {
  ClipscopeError,
  checkOneOf,
  checkOptions,
  type Embeddings,
  takeRows,
  throwIfCancelled,
} from "@clipscope/types";
import { projectedEmbeddings } from "../embed/embedded-images.js";
import { classesOf, refuseSynonyms } from "./classes.js";
import { classifierOf } from "./classifier.js";
import { labelColumn } from "./columns.js";
import { type Evaluation, HOW, type How } from "./evaluation.js";
import { labeledImages } from "./labeled-images.js";
import { manifestOf } from "./manifest.js";
import { type SplitInputs, splitsOf } from "./splits.js";
import { classOptions, templatesOf, type ZeroShotInputs } from "./zero-shot.js";

export interface NoneOfTheseInputs extends Omit<ZeroShotInputs, "topK">, SplitInputs {
  /** Evidence compared with the threshold: the probability of the best class (default), or its cosine. */
  by?: Evidence;
  /** Share of validation images of a class to keep. Default: the threshold that separates both kinds best. */
  keep?: number;
  /** Label values that are in no class: their images are those that should be rejected. */
  none?: readonly string[];
}

/**
 * A threshold below which an image is called "none of these", chosen on validation.
 *
 * "left out": the images to reject are those of labels in no class. "own class removed": there are none, so each image
 * also counts as one to reject with its own class taken off the list.
 */
export interface NoneOfTheseEvaluation {
  by: Evidence;
  rejects: "left out" | "own class removed";
  threshold: number;
  /** On validation, for every threshold that changes something, at most 200, ascending. */
  curve: readonly ThresholdEffect[];
  /** Shares on validation. */
  validation: ThresholdEffect & { known: number; none: number };
  /** Shares of test images of a class that are kept, and of images to reject that are rejected. */
  test: { kept: Proportion; rejected?: Proportion };
}

/** Images of each split that are judged; of more, evenly spaced ones are. */
const MOST = 2000;
const CURVE = 200;
/** Images whose logits are held at once. */
const BLOCK = 100;

/**
 * Chooses the threshold below which an image belongs to none of the classes, on validation, and measures it on test.
 * Throws the errors of `evaluateZeroShot`, and `bad-argument` for a `keep` that is not a share.
 */
export async function evaluateNoneOfThese(
  inputs: NoneOfTheseInputs,
  how: How = {},
): Promise<Evaluation<NoneOfTheseEvaluation>> {
  checkOptions(inputs, OPTIONS, "evaluateNoneOfThese");
  checkOptions(how, HOW, "evaluateNoneOfThese");
  const { dataset, encoder, by = "probability", keep, none = [] } = inputs;
  checkOneOf("by", by, ["probability", "cosine"]);
  const templates = templatesOf(inputs);
  const column = labelColumn(dataset, inputs.label);
  const listed = classesOf(dataset, column, inputs);
  refuseSynonyms(listed.classes, "“None of these” is chosen");
  const count = listed.classes.length;
  const ofValue = withNone(column, listed.ofValue, none, count);
  const labeled = labeledImages(dataset, inputs.images, column, ofValue);
  const splits = splitsOf(dataset, labeled, inputs);
  const classifier = await classifierOf(encoder, listed.classes, templates, how);
  const projected = projectedEmbeddings(labeled.images, encoder);
  const isLeftOut = labeled.labels.includes(count);
  const evidenceOf = async (rows: Int32Array) => {
    const some = spaced(rows, MOST);
    const labels = some.map((row) => labeled.labels[row]);
    return evidence(
      {
        images: takeRows(projected, some),
        labels,
        classifier,
        logitScale: encoder.logitScale,
        by,
        isLeftOut,
      },
      how,
    );
  };
  const validation = await evidenceOf(splits.validation);
  const test = await evidenceOf(splits.test);
  const chosen = chooseThreshold(validation, keep);
  const onTest = thresholdEffects(test)(chosen.threshold);
  const share = (value: number | undefined, n: number) => proportion(Math.round((value ?? 0) * n), n);
  const result: NoneOfTheseEvaluation = {
    by,
    rejects: isLeftOut ? "left out" : "own class removed",
    threshold: chosen.threshold,
    curve: curveOf(validation),
    validation: { ...chosen, known: validation.known.length, none: validation.none.length },
    test: {
      kept: share(onTest.kept, test.known.length),
      ...(test.none.length > 0 && { rejected: share(onTest.rejected, test.none.length) }),
    },
  };
  const manifest = await manifestOf(
    {
      kind: "none-of-these",
      images: labeled.images,
      encoder: encoder.id,
      classes: listed.classes,
      templates,
      leftOut: { ...labeled.leftOut, ...splits.leftOut },
      seed: splits.seed,
      options: {
        ...classOptions(column, listed),
        ...splits.options,
        ...{ by, rejects: result.rejects, logitScale: encoder.logitScale, mostImages: MOST },
        ...(keep !== undefined && { keep }),
      },
      testSplits: [dataset.hash],
    },
    how,
  );
  return { result, manifest };
}

const OPTIONS = [
  "dataset",
  "images",
  "encoder",
  "label",
  "templates",
  "classes",
  "vocabulary",
  "split",
  "seed",
  "by",
  "keep",
  "none",
] as const;

/** Label values → classes, where the values of no class have the number after the last class. */
function withNone(
  { values, title }: CategoryColumn,
  ofValue: Int32Array,
  none: readonly string[],
  count: number,
): Int32Array {
  const unknown = none.find((value) => !values.includes(value));
  if (unknown !== undefined) {
    throw new ClipscopeError("bad-argument", `The column "${title}" has no label "${unknown}" to reject.`);
  }
  const rejected = new Set(none);
  return ofValue.map((c, value) => (c < 0 && rejected.has(values[value]) ? count : c));
}

interface EvidenceInputs {
  images: Embeddings;
  labels: Int32Array;
  classifier: Embeddings;
  logitScale: number;
  by: Evidence;
  /** Whether the label after the last class means "none of these". */
  isLeftOut: boolean;
}

async function evidence(
  { images, labels, classifier, logitScale, by, isLeftOut }: EvidenceInputs,
  { signal }: How,
): Promise<EvidenceSets> {
  const known: number[] = [];
  const none: number[] = [];
  const count = classifier.rows;
  for (let start = 0; start < images.rows; start += BLOCK) {
    throwIfCancelled(signal, "Choosing the threshold");
    const rows = Int32Array.from({ length: Math.min(BLOCK, images.rows - start) }, (_, i) => start + i);
    const { data } = zeroShotLogits(takeRows(images, rows), classifier, { logitScale });
    for (let i = 0; i < rows.length; i++) {
      const logits = data.subarray(i * count, (i + 1) * count);
      const best = (without: number) => strength(logits, without, by, logitScale);
      if (labels[start + i] === count) none.push(best(-1));
      else {
        known.push(best(-1));
        if (!isLeftOut) none.push(best(labels[start + i]));
      }
    }
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
  }
  return { known, none };
}

/** The probability or the cosine of the best class when one is taken off the list. */
function strength(logits: Float32Array, without: number, by: Evidence, logitScale: number): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < logits.length; c++) if (c !== without) best = Math.max(best, logits[c]);
  if (by === "cosine") return best / logitScale;
  let sum = 0;
  for (let c = 0; c < logits.length; c++) if (c !== without) sum += Math.exp(logits[c] - best);
  return 1 / sum;
}

function curveOf(sets: EvidenceSets): ThresholdEffect[] {
  const all = Float64Array.from([...Array.from(sets.known), ...Array.from(sets.none)]).sort();
  const thresholds = Array.from(spaced(Int32Array.from(all.keys()), CURVE), (at) => all[at]);
  return [...new Set(thresholds)].map(thresholdEffects(sets));
}

/** At most `most` of the rows, evenly spaced. */
const spaced = (rows: Int32Array, most: number): Int32Array =>
  rows.length <= most
    ? rows
    : Int32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]);
