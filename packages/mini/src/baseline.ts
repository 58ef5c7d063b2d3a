import { ClipscopeError } from "@clipscope/core";
import type { SubgroupTask } from "@clipscope/datasets/renditions";
import { type HitStudy, hitsFromCorrectness, hitsFromPredictions, type ModelHits } from "@clipscope/toolkit";
import { bestOf, rightOn, type SupervisedResult } from "./supervised/results.js";

/** The rendition that the supervised models, and probes beside them, learn from with labels. */
export const REFERENCE_RENDITION = "twemoji";

/**
 * Mini's classifiers of the subgroup task that stand beside the supervised models, as `evaluateShifts` and
 * `evaluateCorruptions` of study take them: zero-shot from the classes' names, from these and the names of their training
 * concepts, and a linear probe that learns from the reference's training concepts.
 */
export function subgroupClassifiers({ classPrompts }: Pick<SubgroupTask, "classPrompts">) {
  return [
    { kind: "zero-shot", name: "zero-shot, names", prompts: classPrompts.map(([name]) => [name]) },
    { kind: "zero-shot", name: "zero-shot, names and members", prompts: classPrompts },
    // A baseline of so many labels, so not fitted again to validation.
    { kind: "probe", name: "linear probe", refit: false },
  ] as const;
}

/** Images that were scored: by rendition, the concept of each, in the order of the rendition's rows. */
export type ScoredItems = Readonly<Record<string, Int32Array>>;

/**
 * The supervised models' results, concept by concept, as toolkit's `scoreUnderShift` compares with them. `items` are the
 * test images; `concepts` is how many concepts there are. Throws `bad-argument` if the results belong to other images.
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

/** What `evaluateShifts` of study found of one dataset of renditions, as far as it is read here. */
export interface ShiftedPredictions {
  rows: Int32Array;
  labels: Int32Array;
  shifts: readonly string[];
  shiftOf: Int32Array;
  classifiers: readonly { name: string; predictions: Int32Array }[];
}

/**
 * The concepts that were scored in each rendition, and every classifier's hits by concept. `conceptOf` are the codes of the
 * dataset's concept column, `concepts` how many concepts there are.
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

/**
 * Throws `bad-argument` unless a supervised model's classes are the task's, in their order: so that its predictions stand
 * for the same classes as mini's.
 */
export function checkSupervisedClasses(
  { name, labels }: { name: string; labels: readonly string[] },
  { classNames }: Pick<SubgroupTask, "classNames">,
): void {
  const at = classNames.findIndex((className, label) => labels[label] !== className);
  if (at < 0 && labels.length === classNames.length) return;
  throw new ClipscopeError(
    "bad-argument",
    `${name}: class ${at < 0 ? classNames.length : at} is "${labels[at] ?? "none"}", but the task has "${classNames[at] ?? "none"}" there. Train the supervised models again with \`node packages/mini/dist/supervised-cli.js\`.`,
  );
}
