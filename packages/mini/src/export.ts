import {
  type ClipConfig,
  type ClipTokenizer,
  defaultPreprocess,
  parameterShapes,
  saveCheckpoint,
} from "@clipscope/core";
import type { Parameters } from "@clipscope/core/training";
import { recipe } from "./recipe.js";

/** Writes a trained model as a Hugging Face folder, its weights in float16. */
export async function exportCheckpoint(
  folder: string,
  config: ClipConfig,
  parameters: Parameters,
  tokenizer: ClipTokenizer,
): Promise<void> {
  const tensors = new Map(
    [...parameterShapes(config)].map(([name, shape]) => {
      const data = parameters.get(name);
      if (!data) throw new Error(`No parameter ${name}.`);
      return [name, { dtype: "F32" as const, shape, data }];
    }),
  );
  const preprocess = { ...defaultPreprocess(config.vision.imageSize), normalize: recipe.normalize };
  await saveCheckpoint({ config, tensors, tokenizer, preprocess, name: "mini" }, folder, { dtype: "F16" });
}
