import { ClipscopeError } from "@clipscope/core";
import type { Split, SubgroupTask } from "@clipscope/datasets";
import type { SupervisedResult } from "@clipscope/mini/supervised";
import { type Hits, hitsOf, type ModelHits } from "@clipscope/toolkit";
import type { Rendition } from "./classes.js";

/** The rendition that the supervised models and the probe were trained on with labels. */
export const REFERENCE = "twemoji";

/** The images of a split of the subgroup task, by row, with their classes and concepts: `[n]` each. */
export interface SplitRows {
  rows: Int32Array;
  labels: Int32Array;
  concepts: Int32Array;
}

/** What `SubgroupTask.images` gives, from the index alone: rows ascend, and concepts with them. */
export function splitRows(task: SubgroupTask, { imageOf }: Rendition, split: Split): SplitRows {
  const drawn = Int32Array.from(imageOf.keys()).filter((c) => imageOf[c] >= 0 && task.splits[c] === split);
  const concepts = drawn.sort((a, b) => imageOf[a] - imageOf[b]);
  return { rows: concepts.map((c) => imageOf[c]), labels: concepts.map((c) => task.labels[c]), concepts };
}

/** What a supervised model's result says, by concept. Throws `bad-argument` for a result of other data. */
export function supervisedHits(
  { name, test }: SupervisedResult,
  task: SubgroupTask,
  renditions: readonly Rendition[],
): ModelHits {
  const hits: Record<string, Hits> = {};
  for (const rendition of renditions) {
    const { id } = rendition;
    const { concepts } = splitRows(task, rendition, "test");
    if (test[id]?.length !== concepts.length) {
      throw new ClipscopeError(
        "bad-argument",
        `${name} was scored on ${test[id]?.length ?? "no"} images of ${id}, which has ${concepts.length}: the supervised models belong to other data. Prepare the data again with npm start.`,
      );
    }
    const right = Int32Array.from(test[id], Number);
    hits[id] = hitsOf(
      right,
      right.map(() => 1),
      concepts,
      task.labels.length,
    );
  }
  return { name, hits };
}

/** The supervised model that is best on validation. */
export function bestOnValidation(results: readonly SupervisedResult[]): SupervisedResult {
  const hits = ({ validation }: SupervisedResult) => validation.replaceAll("0", "").length;
  return results.reduce((best, result) => (hits(result) > hits(best) ? result : best));
}
