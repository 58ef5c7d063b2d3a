import {
  type Checkpoint,
  type ClipConfig,
  type ClipTokenizer,
  defaultPreprocess,
  parameterShapes,
} from "@clipscope/core";
import type { Parameters } from "@clipscope/core/training";
import { recipe } from "./recipe.js";

const TEXT_POSITIONS = "text_model.embeddings.position_embedding.weight";

/**
 * A trained model as a checkpoint. Captions are short, so only the first text positions are trained; the last
 * of them is repeated up to CLIP's usual context length, so that long prompts are accepted.
 */
export function trainedCheckpoint(
  trained: ClipConfig,
  parameters: Parameters,
  tokenizer: ClipTokenizer,
): Checkpoint {
  const config = { ...trained, text: { ...trained.text, maxPositionEmbeddings: recipe.contextLength } };
  const tensors = new Map(
    [...parameterShapes(config)].map(([name, shape]) => {
      const found = parameters.get(name);
      if (!found) throw new Error(`No parameter ${name}.`);
      const data = name === TEXT_POSITIONS ? repeatLastRow(found, shape) : found;
      return [name, { dtype: "F32" as const, shape, data }];
    }),
  );
  const preprocess = { ...defaultPreprocess(config.vision.imageSize), normalize: recipe.normalize };
  return { config, tensors, tokenizer, preprocess, name: "mini" };
}

/**
 * Extends a table to the number of rows in `shape` by repeating its last row: `[few, width]` → `[many,
 * width]`.
 */
export function repeatLastRow(table: Float32Array, [rows, width]: readonly number[]): Float32Array {
  const longer = new Float32Array(rows * width);
  longer.set(table.subarray(0, longer.length));
  const last = table.subarray(table.length - width);
  for (let at = table.length; at < longer.length; at += width) longer.set(last, at);
  return longer;
}
