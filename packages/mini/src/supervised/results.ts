import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { SupervisedSpec } from "./specs.js";

export interface Hits {
  right: number;
  n: number;
}

/** A supervised model and what it got right, on the subgroup task. */
export interface SupervisedResult extends SupervisedSpec {
  /** Numbers that were trained. */
  parameters: number;
  /** Of training. */
  seconds: number;
  /** Twemoji's validation concepts: by these the best model is chosen. */
  validation: Hits;
  /** The test concepts in every rendition. */
  test: Record<string, Hits>;
}

export function bestOf(results: readonly SupervisedResult[]): SupervisedResult {
  return results.reduce((best, result) => (result.validation.right > best.validation.right ? result : best));
}

/** Ships all results and the weights of the best model. */
export async function writeResults(results: readonly SupervisedResult[], run: string): Promise<void> {
  const folder = fileURLToPath(new URL("../../supervised", import.meta.url));
  await mkdir(folder, { recursive: true });
  const lines = results.map((result) => `  ${JSON.stringify(result)}`);
  await writeFile(`${folder}/results.json`, `[\n${lines.join(",\n")}\n]\n`);
  const { name } = bestOf(results);
  await copyFile(`${run}/${name}.safetensors`, `${folder}/model.safetensors`);
  console.log(`wrote ${folder}; the best is ${name}`);
}
