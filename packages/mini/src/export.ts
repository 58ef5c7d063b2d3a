import {
  type ClipConfig,
  type ClipTokenizer,
  defaultPreprocess,
  parameterShapes,
  saveCheckpoint,
} from "@clipscope/core";
import type { Parameters } from "@clipscope/core/training";
import { recipe } from "./recipe.js";

const TEXT_POSITIONS = "text_model.embeddings.position_embedding.weight";

/**
 * Writes a trained model as a Hugging Face folder, its weights in float16. Captions are short, so few text
 * positions are trained; the later ones up to CLIP's usual context repeat the last of them, for a long prompt
 * to be read in a plain way and not refused.
 */
export async function exportCheckpoint(
  folder: string,
  trained: ClipConfig,
  parameters: Parameters,
  tokenizer: ClipTokenizer,
): Promise<void> {
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
  await saveCheckpoint({ config, tensors, tokenizer, preprocess, name: "mini" }, folder, { dtype: "F16" });
}

/** The table with as many rows as `shape` asks for: `[few, width]` → `[many, width]`. */
export function repeatLastRow(table: Float32Array, [rows, width]: readonly number[]): Float32Array {
  const longer = new Float32Array(rows * width);
  longer.set(table.subarray(0, longer.length));
  const last = table.subarray(table.length - width);
  for (let at = table.length; at < longer.length; at += width) longer.set(last, at);
  return longer;
}
