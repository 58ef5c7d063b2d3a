import type { SubgroupTask } from "@clipscope/datasets/renditions";
import { type HitStudy, hitsFromCorrectness, hitsFromPredictions, type ModelHits } from "@clipscope/toolkit";
import { ClipscopeError } from "@clipscope/types";
import { bestOf, rightOn, type SupervisedResult } from "./supervised/results.js";

/** The rendition whose labels train the supervised models and the linear probes compared with them. */
export const REFERENCE_RENDITION = "twemoji";

/**
 * Mini's classifiers on the subgroup task, for comparison with the supervised models, in the form that
 * study's `evaluateShifts` and `evaluateCorruptions` take: zero-shot from the class names, zero-shot from the
 * class names and the names of their training concepts, and a linear probe on the reference's training
 * concepts.
 */
export function subgroupClassifiers({ classPrompts }: Pick<SubgroupTask, "classPrompts">) {
  return [
    { kind: "zero-shot", name: "zero-shot, names", prompts: classPrompts.map(([name]) => [name]) },
    { kind: "zero-shot", name: "zero-shot, names and members", prompts: classPrompts },
    // Not refitted on validation, so that the number of labels stays as stated.
    { kind: "probe", name: "linear probe", refit: false },
  ] as const;
}

/** The scored images: by rendition, the concept of each, in row order. */
export type ScoredItems = Readonly<Record<string, Int32Array>>;

/**
 * The supervised models' results per concept, for toolkit's `scoreUnderShift`. `items` are the test images;
 * `concepts` is the number of concepts. Throws `bad-argument` if the results belong to other images.
 */
export function supervisedStudy(
  results: readonly SupervisedResult[],
  items: ScoredItems,
  concepts: number,
): HitStudy {
  const baseline = results.map((result) => ({
    name: result.name,
    hits: Object.fromEntries(
      Object.entries(items).map(([rendition, own]) => [
        rendition,
        hitsFromCorrectness({
          correct: rightOn(result, rendition, own.length),
          items: own,
          count: concepts,
        }),
      ]),
    ),
  }));
  const best = bestOf(results).name;
  return {
    reference: REFERENCE_RENDITION,
    baseline,
    supervised: baseline.find(({ name }) => name === best) as ModelHits,
  };
}

/** The fields read here of study's `evaluateShifts` result for one dataset of renditions. */
export interface ShiftedPredictions {
  rows: Int32Array;
  labels: Int32Array;
  shifts: readonly string[];
  shiftOf: Int32Array;
  classifiers: readonly { name: string; predictions: Int32Array }[];
}

/**
 * The concepts scored in each rendition, and every classifier's hits by concept. `conceptOf` are the codes of
 * the dataset's concept column; `concepts` is the number of concepts.
 */
export function hitsOfShifts(
  { rows, labels, shifts, shiftOf, classifiers }: ShiftedPredictions,
  conceptOf: Int32Array,
  concepts: number,
): { items: Record<string, Int32Array>; models: ModelHits[] } {
  const within = shifts.map((_, s) => Int32Array.from(shiftOf.keys()).filter((i) => shiftOf[i] === s));
  const items = Object.fromEntries(
    shifts.map((shift, s) => [shift, within[s].map((i) => conceptOf[rows[i]])]),
  );
  const models = classifiers.map(({ name, predictions }) => ({
    name,
    hits: Object.fromEntries(
      shifts.map((shift, s) => [
        shift,
        hitsFromPredictions({
          predictions: within[s].map((i) => predictions[i]),
          labels: within[s].map((i) => labels[i]),
          items: items[shift],
          count: concepts,
        }),
      ]),
    ),
  }));
  return { items, models };
}

/** Throws `bad-argument` unless a supervised model has the classes of the task, in the same order. */
export function checkSupervisedClasses(
  { name, labels }: { name: string; labels: readonly string[] },
  { classNames }: Pick<SubgroupTask, "classNames">,
): void {
  const both = Math.max(labels.length, classNames.length);
  const at = Array.from({ length: both }, (_, c) => c).find((c) => labels[c] !== classNames[c]);
  if (at === undefined) return;
  throw new ClipscopeError(
    "bad-argument",
    `${name}: class ${at} is "${labels[at] ?? "none"}", but the task has "${classNames[at] ?? "none"}" there. Train the supervised models again with \`node packages/mini/dist/supervised-cli.js\`.`,
  );
}
