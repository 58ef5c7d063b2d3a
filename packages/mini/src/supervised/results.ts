import { ClipscopeError } from "@clipscope/types";
import type { SupervisedSpec } from "./specs.js";

/** A supervised model's spec and its hits on the subgroup task, as strings of "1" (right) and "0" (wrong). */
export interface SupervisedResult extends SupervisedSpec {
  /** Number of trained parameters. */
  parameters: number;
  /** Training time in seconds. */
  seconds: number;
  /** Hits on Twemoji's validation concepts, by which the best model is chosen. */
  validation: string;
  /** Hits on the test concepts by rendition, in the order of `SubgroupTask.images`. */
  test: Record<string, string>;
}

/** The share of "1" in a string of hits. */
export function accuracyOf(hits: string): number {
  return [...hits].filter((hit) => hit === "1").length / hits.length;
}

/** The model with the highest validation accuracy; the first on ties. */
export function bestOf(results: readonly SupervisedResult[]): SupervisedResult {
  return results.reduce((best, result) =>
    accuracyOf(result.validation) > accuracyOf(best.validation) ? result : best,
  );
}

/**
 * A model's hits on a rendition's test images: `[images]` of 0 and 1, in the order of `SubgroupTask.images`.
 * Throws `bad-argument` if it was scored on another number of images.
 */
export function rightOn({ name, test }: SupervisedResult, rendition: string, images: number): Int32Array {
  const hits = test[rendition];
  if (hits?.length !== images) {
    throw new ClipscopeError(
      "bad-argument",
      `${name} was scored on ${hits?.length ?? "no"} images of ${rendition}, which has ${images}: the supervised models were trained on other data. Prepare the data again, or train them again with \`node packages/mini/dist/supervised-cli.js\`.`,
    );
  }
  return Int32Array.from(hits, Number);
}
