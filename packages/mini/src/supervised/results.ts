import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { formatClipConfig } from "@clipscope/core";
import { classifierConfig, type SupervisedSpec } from "./specs.js";

/** A supervised model and what it got right, on the subgroup task. Hits are a string: "1" for right, "0" for wrong. */
export interface SupervisedResult extends SupervisedSpec {
  /** Numbers that were trained. */
  parameters: number;
  /** Of training. */
  seconds: number;
  /** Twemoji's validation concepts: by these the best model is chosen. */
  validation: string;
  /** The test concepts in every rendition, in the order of `SubgroupTask.images`. */
  test: Record<string, string>;
}

/** The share of hits in a string of them. */
export function accuracyOf(hits: string): number {
  return [...hits].filter((hit) => hit === "1").length / hits.length;
}

export function bestOf(results: readonly SupervisedResult[]): SupervisedResult {
  return results.reduce((best, result) =>
    accuracyOf(result.validation) > accuracyOf(best.validation) ? result : best,
  );
}

/**
 * Ships all results, and the best model as a Hugging Face folder: transformers' `CLIPVisionModelWithProjection`, whose
 * `image_embeds` are the logits.
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
