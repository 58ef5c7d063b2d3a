import { type ImageClassifier, type LoadClassifierOptions, loadImageClassifier } from "@clipscope/core";
import type { PictureClassifier } from "@clipscope/study";
import { argmaxRows } from "@clipscope/toolkit";
import { ClipscopeError } from "@clipscope/types";
import { checkSupervisedClasses } from "../baseline.js";
import { bestOf, type SupervisedResult } from "../supervised/results.js";
import type { Story } from "./story.js";

/** The models that were trained with labels: their results, and where the best one's weights are. */
export interface Supervised {
  results: readonly SupervisedResult[];
  /** Folder or URL. */
  folder: string;
}

/**
 * The supervised models that a program serves at a URL. Throws `network` if it can't be reached, and
 * `not-found` for an answer without the results.
 */
export async function supervisedAt(url: string, signal?: AbortSignal): Promise<Supervised> {
  const file = `${url}/results.json`;
  let response: Response | undefined;
  try {
    response = await fetch(file, signal ? { signal } : {});
  } catch (cause) {
    if (signal?.aborted)
      throw new ClipscopeError("cancelled", "Reading the supervised results was cancelled.");
    throw new ClipscopeError(
      "network",
      `${file} could not be fetched: it holds the results of the models trained with labels. Check the connection and try again.`,
      { cause },
    );
  }
  if (!response.ok) {
    throw new ClipscopeError(
      "not-found",
      `${file} answered ${response.status}: it holds the results of the models trained with labels, and belongs beside the program.`,
    );
  }
  return { results: await response.json(), folder: url };
}

/** Name of the best supervised model among the story's classifiers. */
export function nameOfBest({ results }: Pick<Supervised, "results">): string {
  return `supervised (${bestOf(results).name})`;
}

/**
 * The best supervised model as a classifier of drawings. Dispose of `model` when done. Throws the errors of
 * `loadImageClassifier`, and `bad-argument` if it has other classes than the story.
 */
export async function openBest(
  { task }: Pick<Story, "task">,
  supervised: Supervised,
  load: LoadClassifierOptions = {},
): Promise<{ model: ImageClassifier; pictures: PictureClassifier }> {
  const model = await loadImageClassifier(supervised.folder, load);
  try {
    checkSupervisedClasses(model, task);
  } catch (error) {
    model.dispose();
    throw error;
  }
  const predict: PictureClassifier["predict"] = async (pictures, { signal }) => {
    const logits = await model.logits(pictures, { ...(signal && { signal }) });
    if (logits.failures.length > 0) throw logits.failures[0].error;
    return argmaxRows(logits);
  };
  return { model, pictures: { name: nameOfBest(supervised), predict } };
}
