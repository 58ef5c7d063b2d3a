import { type Embeddings, throwIfCancelled } from "@clipscope/types";
import type { How } from "../../evaluate/evaluation.js";
import { templatesOf } from "../../evaluate/zero-shot.js";
import type { RelatedClasses, TextsRequest } from "../compute.js";
import type { ClassVectors } from "./class-vectors.js";
import { classesIn } from "./score-study.js";
import type { StudyImages } from "./study-images.js";

/** Number of nearest classes given for each class. */
const NEAREST = 8;
/** Number of rows compared before other messages are answered. */
const ROWS_A_TURN = 100;

/** The classes whose texts are nearest to those of each class. Throws the errors of `classifierOf`. */
export async function relatedClasses(
  { dataset, encoder }: Pick<StudyImages, "dataset" | "encoder">,
  request: Pick<TextsRequest, "classes" | "templates">,
  vectors: ClassVectors,
  how: How,
): Promise<RelatedClasses> {
  const { listed } = classesIn(dataset, request.classes);
  const templates = templatesOf({ dataset, ...(request.templates && { templates: request.templates }) });
  const classifier = await vectors.of(encoder, listed.classes, templates, how);
  const k = Math.min(NEAREST, listed.classes.length - 1);
  return { classes: listed.classes, k, ...(await nearestRows(classifier, k, how.signal)) };
}

/** The `k` rows with the largest products with each row, which has norm 1, best first: `[rows, k]`. */
async function nearestRows(
  { data, rows, cols }: Embeddings,
  k: number,
  signal: AbortSignal | undefined,
): Promise<Pick<RelatedClasses, "nearest" | "cosines">> {
  const nearest = new Int32Array(rows * k);
  const cosines = new Float32Array(rows * k).fill(Number.NEGATIVE_INFINITY);
  for (let a = 0; a < rows; a++) {
    if (a % ROWS_A_TURN === 0) {
      // Lets a cancellation arrive.
      await new Promise((done) => setTimeout(done));
      throwIfCancelled(signal, "Comparing the classes");
    }
    for (let b = 0; b < rows; b++) {
      if (a === b) continue;
      let sum = 0;
      for (let i = 0; i < cols; i++) sum += data[a * cols + i] * data[b * cols + i];
      let at = (a + 1) * k;
      while (at > a * k && cosines[at - 1] < sum) at--;
      if (at === (a + 1) * k) continue;
      cosines.copyWithin(at + 1, at, (a + 1) * k - 1);
      nearest.copyWithin(at + 1, at, (a + 1) * k - 1);
      cosines[at] = sum;
      nearest[at] = b;
    }
  }
  return { nearest, cosines };
}
