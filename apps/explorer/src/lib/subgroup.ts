import type { SubgroupTask } from "@clipscope/datasets/renditions";
import { rightOn, type SupervisedResult } from "@clipscope/mini/supervised";
import { type Hits, hitsFromCorrectness, type ModelHits } from "@clipscope/toolkit";
import type { Split } from "@clipscope/types";
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

/** What a supervised model's result says, by concept. Throws as `rightOn`. */
export function supervisedHits(
  result: SupervisedResult,
  task: SubgroupTask,
  renditions: readonly Rendition[],
): ModelHits {
  const hits: Record<string, Hits> = {};
  for (const rendition of renditions) {
    const { id } = rendition;
    const { concepts } = splitRows(task, rendition, "test");
    const right = rightOn(result, id, concepts.length);
    hits[id] = hitsFromCorrectness({ correct: right, items: concepts, count: task.labels.length });
  }
  return { name: result.name, hits };
}
