import { ClipscopeError } from "@clipscope/types";
import { type ClipConfig, parameterShapes } from "../config.js";
import type { TextBatch } from "./step.js";

/**
 * What is learned from image–text pairs. "contrastive": CLIP (§2.3). "contrastive-bag-of-words": the same loss, but a
 * text is the mean of its token embeddings, projected, whatever their order. "predict-bag-of-words": the image tower
 * predicts which tokens its text has (Joulin et al. 2016), the baseline of CLIP's Figure 2.
 */
export type TrainingMethod = (typeof trainingMethods)[number];
export const trainingMethods = ["contrastive", "contrastive-bag-of-words", "predict-bag-of-words"] as const;

const TOKENS = "text_model.embeddings.token_embedding.weight";

/**
 * Names and shapes of the parameters that a method trains, by checkpoint name. For "predict-bag-of-words",
 * `visual_projection.weight` is the prediction's linear layer, `[vocabSize, width]`.
 */
export function methodShapes(config: ClipConfig, method: TrainingMethod): Map<string, number[]> {
  if (method === "contrastive") return parameterShapes(config);
  if (method === "contrastive-bag-of-words") {
    const isTrained = (name: string) => !name.startsWith("text_model.") || name === TOKENS;
    return new Map([...parameterShapes(config)].filter(([name]) => isTrained(name)));
  }
  const all = parameterShapes(predictionConfig(config));
  return new Map([...all].filter(([name]) => name.startsWith("vis")));
}

/** The config whose image tower predicts tokens: its projection has a row for each. */
export function predictionConfig(config: ClipConfig): ClipConfig {
  return { ...config, projectionDim: config.text.vocabSize };
}

/**
 * Each text as a bag of words: the share of each token, without start and end, `[rows, vocabSize]`, rows of sum 1.
 * Throws `bad-argument` for a text without tokens.
 */
export function tokenShares({ ids, ends }: TextBatch, vocabSize: number): Float32Array {
  const rows = ends.length;
  const length = ids.length / rows;
  const shares = new Float32Array(rows * vocabSize);
  for (let row = 0; row < rows; row++) {
    const count = ends[row] - 1;
    if (count < 1) {
      throw new ClipscopeError(
        "bad-argument",
        `Text ${row + 1} of ${rows} has no tokens, so it has no bag of words: leave out pairs without a caption.`,
      );
    }
    for (let i = 1; i < ends[row]; i++) shares[row * vocabSize + ids[row * length + i]] += 1 / count;
  }
  return shares;
}
