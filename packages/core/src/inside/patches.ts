import { type Embeddings, type ImageInput, normalizeRows } from "@clipscope/types";
import type { Clip } from "../clip.js";
import { visionTransformerOf } from "../config.js";
import { tfjsOf } from "../tfjs/of.js";
import { type TF, tf } from "../tfjs/tf.js";
import { patchInput } from "../tfjs/vision.js";
import type { LookOptions, TextLookOptions } from "./attention-maps.js";
import { type PatchMap, patchMap } from "./patch-map.js";
import { imageTower, readImage, readOut, walk } from "./tower.js";

/**
 * Output of the patch embedding for each patch, before position embeddings and any block: `[grid²,
 * hiddenSize]`, rows of the grid from the top. Throws `bad-argument` for a ResNet, `cancelled`, and any error
 * of `decodeImage`.
 */
export async function patchEmbeddings(
  clip: Clip,
  image: ImageInput,
  { signal }: LookOptions = {},
): Promise<Embeddings> {
  visionTransformerOf(clip.config, "Looking at patches");
  const pixels = await readImage(clip, image, signal);
  return tfjsOf(clip).use(() =>
    matrix(tf.tidy(() => patchInput(tfjsOf(clip).parameters, clip.config, pixels()))),
  );
}

/**
 * Each patch token after the last block, passed through the class token's layer norm and projection: `[grid²,
 * projectionDim]`, rows of the grid from the top, each of norm 1. See `patchSimilarity` for their limits.
 * Throws the errors of `patchEmbeddings`.
 */
export async function patchFeatures(
  clip: Clip,
  image: ImageInput,
  { signal }: LookOptions = {},
): Promise<Embeddings> {
  const tower = await imageTower(clip, image, signal);
  const patches = Int32Array.from({ length: tower.tokens - 1 }, (_, i) => i + 1);
  const features = await tfjsOf(clip).use(async () => {
    for await (const { layer, output } of walk(tower, signal)) {
      if (layer === tower.config.numHiddenLayers - 1) return matrix(readOut(tower, output, patches));
    }
    throw new Error("unreachable: a tower has a last layer");
  });
  return normalizeRows(features);
}

/**
 * Cosine similarity between each patch's feature (`patchFeatures`) and a text's embedding.
 *
 * It shows what the patch tokens hold after the last block, in the joint embedding space. It is neither a
 * segmentation nor an explanation of the image's similarity: training compares only the class token with
 * texts, so nothing makes patch tokens match the words for what they show. The maps are noisy, and in many
 * models brighter beside an object than on it (CLIP Surgery, Li et al. 2023). For what the model used, see
 * `relevance`. Throws the errors of `patchEmbeddings`, and `text-too-long`.
 */
export async function patchSimilarity(
  clip: Clip,
  image: ImageInput,
  text: string,
  options: TextLookOptions = {},
): Promise<PatchMap> {
  const { data: words } = await clip.embedTexts([text], options);
  const { data, rows, cols } = await patchFeatures(clip, image, options);
  return patchMap(
    Array.from({ length: rows }, (_, row) => {
      let cosine = 0;
      for (let i = 0; i < cols; i++) cosine += data[row * cols + i] * words[i];
      return cosine;
    }),
  );
}

/** Reads a matrix from a tensor and disposes the tensor. */
async function matrix(tensor: TF.Tensor): Promise<Embeddings> {
  const [rows, cols] = tensor.shape;
  try {
    return { data: await tensor.data<"float32">(), rows, cols };
  } finally {
    tensor.dispose();
  }
}
