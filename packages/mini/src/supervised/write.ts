import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { formatClipConfig } from "@clipscope/core";
import { bestOf, type SupervisedResult } from "./results.js";
import { classifierConfig } from "./specs.js";

/**
 * Writes all results, and the best model as a Hugging Face folder for transformers'
 * `CLIPVisionModelWithProjection`, whose `image_embeds` are the logits.
 */
export async function writeResults(
  results: readonly SupervisedResult[],
  run: string,
  imageSize: number,
  classNames: readonly string[],
): Promise<void> {
  const folder = fileURLToPath(new URL("../../supervised", import.meta.url));
  await mkdir(folder, { recursive: true });
  const lines = results.map((result) => `  ${JSON.stringify(result)}`);
  await writeFile(`${folder}/results.json`, `[\n${lines.join(",\n")}\n]\n`);
  const best = bestOf(results);
  await copyFile(`${run}/${best.name}.safetensors`, `${folder}/model.safetensors`);
  const config = classifierConfig(best, imageSize, classNames.length);
  const { vision_config } = formatClipConfig(config) as { vision_config: object };
  const labels = { id2label: { ...classNames }, projection_dim: classNames.length };
  const description = { architectures: ["CLIPVisionModelWithProjection"], ...vision_config, ...labels };
  await writeFile(`${folder}/config.json`, `${JSON.stringify(description, null, 2)}\n`);
  console.log(`wrote ${folder}; the best is ${best.name}`);
}
