import { ClipscopeError } from "@clipscope/core";
import type { SupervisedSpec } from "./specs.js";

/** A supervised model and what it got right, on the subgroup task. Hits are a string: "1" for right, "0" for wrong. */
export interface SupervisedResult extends SupervisedSpec {
  /** Numbers that were trained. */
  parameters: number;
  /** Of training. */
  seconds: number;
  /** Twemoji's validation concepts: by these the best model is chosen. */
  validation: string;
  /** The test concepts in every rendition, in the order of `SubgroupTask.images`. */
  test: Record<string, string>;
}

/** The share of hits in a string of them. */
export function accuracyOf(hits: string): number {
  return [...hits].filter((hit) => hit === "1").length / hits.length;
}

/** The model that is best on the validation concepts; of equals the first. */
export function bestOf(results: readonly SupervisedResult[]): SupervisedResult {
  return results.reduce((best, result) =>
    accuracyOf(result.validation) > accuracyOf(best.validation) ? result : best,
  );
}

/**
 * What a model got right of a rendition's test images, `[images]` of 0 and 1, in the order of `SubgroupTask.images`.
 * Throws `bad-argument` if it was scored on another number of images.
 */
export function rightOn({ name, test }: SupervisedResult, rendition: string, images: number): Int32Array {
  const hits = test[rendition];
  if (hits?.length !== images) {
    throw new ClipscopeError(
      "bad-argument",
      `${name} was scored on ${hits?.length ?? "no"} images of ${rendition}, which has ${images}: the supervised models belong to other data. Prepare the data again, or train them again with \`node packages/mini/dist/supervised-cli.js\`.`,
    );
  }
  return Int32Array.from(hits, Number);
}
