import type { GrowingEnsemble } from "@clipscope/toolkit";
import type { Embeddings } from "@clipscope/types";
import type { ScoresSoFar } from "../compute.js";
import type { Judged } from "./score-study.js";

/** Minimum number of milliseconds between two scores of the templates so far. */
const EVERY = 200;
/** Largest share of the time that these scores may take, since they delay the final ones. */
const SHARE = 0.1;

/**
 * Scores the templates that are encoded so far, from the first one on, as often as it costs little: for `onEnsemble`
 * of `classifierOf`.
 */
export function sharpening(
  score: (classifier: Embeddings) => Judged,
  onPartial: (part: ScoresSoFar) => void,
): (ensemble: GrowingEnsemble) => void {
  let due = 0;
  return ({ done, total, classifier }) => {
    const began = performance.now();
    if (began < due) return;
    onPartial({ scores: score(classifier()), done, total });
    const ended = performance.now();
    due = ended + Math.max(EVERY, (ended - began) / SHARE);
  };
}
