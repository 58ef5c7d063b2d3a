import type { Evaluation, How } from "../../evaluate/evaluation.js";
import { evaluateNoneOfThese } from "../../evaluate/none-of-these.js";
import { templatesOf } from "../../evaluate/zero-shot.js";
import type { NoneOfTheseRequest, NoneOfTheseRows } from "../compute.js";
import { classInputs } from "./class-inputs.js";
import type { ClassVectors } from "./class-vectors.js";
import { classesIn } from "./score-study.js";
import type { SharedSpace } from "./shared-space.js";
import type { StudyImages } from "./study-images.js";

/**
 * Chooses the threshold for "none of these" on validation, and gives the evidence of every embedded row. Images of
 * classes that are left out are those to reject, if there are any. Throws the errors of `evaluateNoneOfThese`.
 */
export async function studyNone(
  { dataset, images, encoder }: StudyImages,
  request: NoneOfTheseRequest,
  { vectors, space }: { vectors: ClassVectors; space: SharedSpace },
  how: How & Required<Pick<How, "signal" | "onProgress">>,
): Promise<Evaluation<NoneOfTheseRows>> {
  const { classes, by, keep, seed } = request;
  const templates = templatesOf({ dataset, ...(request.templates && { templates: request.templates }) });
  const { result, manifest } = await evaluateNoneOfThese(
    {
      ...{ dataset, images, encoder, seed, templates },
      ...classInputs(classes),
      ...(by && { by }),
      ...(keep !== undefined && { keep }),
      ...(classes.leftOut && { none: classes.leftOut }),
    },
    how,
  );
  const { listed } = classesIn(dataset, classes);
  const classifier = await vectors.of(encoder, listed.classes, templates, how);
  const { signal, onProgress } = how;
  const scoring = { topK: 5, signal, onProgress };
  const { predictions, confidences } = await space.score(images, encoder, classifier, scoring);
  if (result.by === "probability") {
    return { result: { ...result, rows: images.rows.slice(), evidence: confidences.slice() }, manifest };
  }
  const { data, cols } = space.of(images, encoder);
  const evidence = Float32Array.from(predictions, (c, row) => {
    let sum = 0;
    for (let k = 0; k < cols; k++) sum += data[row * cols + k] * classifier.data[c * cols + k];
    return sum;
  });
  return { result: { ...result, rows: images.rows.slice(), evidence }, manifest };
}
