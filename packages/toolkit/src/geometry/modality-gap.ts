import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, normalizeRows } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import { checkFinite, checkSameWidth } from "../embeddings.js";
import { columnMeans } from "../projection/pca.js";

export interface ModalityGap {
  /** `[cols]`: the images' mean minus the texts' mean. */
  vector: Float64Array;
  /** Norm of the gap vector, 0 to 2. */
  distance: number;
  /**
   * Norm of each mean, 0 to 1: near 1, the embeddings of that modality all point in nearly one direction, in
   * a narrow cone.
   */
  imageConcentration: number;
  textConcentration: number;
  /** Cosine between the mean of the images and the mean of the texts. */
  cosine: number;
}

/**
 * Distance between the cones of images and texts: the difference of the means of rows of norm 1 (Liang et al.
 * 2022, §4.1). Because of this gap, a cosine of 0.25 is high between a text and an image but low between two
 * images. Rows are normalized first; they need not be pairs. Throws `wrong-shape`, and `bad-argument` for NaN
 * or no rows.
 *
 * @example
 * const images = { data: Float32Array.of(1, 0, 0.6, 0.8), rows: 2, cols: 2 };
 * const texts = { data: Float32Array.of(0, 1, -0.6, 0.8), rows: 2, cols: 2 };
 * modalityGap({ images, texts }).distance; // 1.208…: the means are (0.8, 0.4) and (-0.3, 0.9)
 */
export function modalityGap(inputs: { images: Embeddings; texts: Embeddings }): ModalityGap {
  checkNamed(inputs, ["images", "texts"], "modalityGap");
  const { images, texts } = inputs;
  checkSameWidth(images, "images", texts, "texts");
  const [image, text] = [meanDirection(images, "images"), meanDirection(texts, "texts")];
  const vector = image.map((value, c) => value - text[c]);
  const [imageConcentration, textConcentration] = [norm(image), norm(text)];
  const product = image.reduce((sum, value, c) => sum + value * text[c], 0);
  return {
    vector,
    distance: norm(vector),
    imageConcentration,
    textConcentration,
    cosine: product / (imageConcentration * textConcentration),
  };
}

/**
 * Shifts the texts by the gap and normalizes again, `[rows, cols]`: their mean moves into the images' cone,
 * so that both can share one map or one threshold. This changes the embeddings, not only the view: the
 * nearest image of a text may change, and with it zero-shot accuracy (Liang et al. 2022, §5). Throws
 * `wrong-shape`.
 */
export function closeGap(texts: Embeddings, gap: ModalityGap): Embeddings {
  const { data, rows, cols } = normalizeRows(texts);
  if (cols !== gap.vector.length) {
    throw new ClipscopeError(
      "wrong-shape",
      `The texts have ${cols} columns and the gap has ${gap.vector.length}: both must come from the same model.`,
    );
  }
  return normalizeRows({ data: data.map((value, i) => value + gap.vector[i % cols]), rows, cols });
}

function meanDirection(embeddings: Embeddings, name: string): Float64Array {
  checkFinite(embeddings, name);
  if (embeddings.rows === 0)
    throw new ClipscopeError("bad-argument", `${name} is empty: give at least one row.`);
  return columnMeans(normalizeRows(embeddings));
}

function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

/** `modalityGap` as an experiment for `record`. */
export const modalityGapExperiment = {
  id: "modality-gap",
  run: (i: { images: Embeddings; texts: Embeddings }) => modalityGap(i),
};
