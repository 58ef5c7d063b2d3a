import type { LoadClassifierOptions } from "@clipscope/core";
import {
  type CorruptionsEvaluation,
  type CorruptionsHow,
  type CorruptionsInputs,
  type Encoder,
  type Evaluation,
  evaluateCorruptions,
} from "@clipscope/study";
import type { LinearClassifier } from "@clipscope/toolkit";
import { REFERENCE_RENDITION } from "../baseline.js";
import { embedStory, type Story, type StoryHow, storyClassifiers, storyDataset } from "./story.js";
import { openBest, type Supervised } from "./supervised.js";

/**
 * Scores a CLIP model's classifiers and the best supervised model on corrupted test drawings of the reference.
 * Drawings are corrupted at their own size unless `size` says otherwise. Throws the errors of `embedStory`,
 * `openBest` and `evaluateCorruptions`.
 */
export async function measureCorruptions(
  story: Story,
  inputs: {
    encoder: Encoder;
    supervised: Supervised;
    /** Options for loading the supervised model. */
    load?: LoadClassifierOptions;
    /** The linear probe. Default: fitted here. */
    head?: LinearClassifier;
    /** With `head`: every n-th test drawing is scored. Default 1: all. */
    every?: number;
  } & Pick<CorruptionsInputs, "kinds" | "severities" | "size">,
  how: StoryHow & Pick<CorruptionsHow, "known" | "onScores"> = {},
): Promise<Evaluation<CorruptionsEvaluation>> {
  const { store: _, ...run } = how;
  const { encoder, supervised, load, head, every = 1, size = "own", kinds, severities } = inputs;
  const dataset = await storyDataset(story, [REFERENCE_RENDITION], how);
  const rows = head ? { splits: ["test"], every } : { splits: ["train", "validation", "test"] };
  const images = await embedStory(dataset, encoder, rows, how);
  const { model, pictures } = await openBest(story, supervised, {
    ...load,
    ...(how.signal && { signal: how.signal }),
  });
  try {
    return await evaluateCorruptions(
      {
        dataset,
        images,
        encoder,
        label: "subgroup",
        classes: story.task.classNames,
        vocabulary: "all",
        classifiers: storyClassifiers(story, head),
        pictures: [pictures],
        size,
        score: head ? "all" : "test",
        ...(kinds && { kinds }),
        ...(severities && { severities }),
      },
      run,
    );
  } finally {
    model.dispose();
  }
}
