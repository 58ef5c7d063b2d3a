import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { SupervisedResult } from "./supervised/results.js";

export { heldOutConcepts } from "./held-out.js";
export { blackAndWhiteEnsemble, modelConfig, recipe, templateEnsemble } from "./recipe.js";
export { ambiguousWords, measureSenses, type Sense, type SenseAnswer, senseTemplates } from "./senses.js";

/**
 * The folder of the shipped checkpoint, for `loadClip` in Node. A web app serves the same files from a URL of
 * its own.
 */
export function miniFolder(): string {
  return fileURLToPath(new URL("../checkpoint", import.meta.url));
}

/**
 * Every word that a caption in training could hold, in lower case (Node only). Toolkit's `unfamiliarTexts`
 * finds texts with other words, whose embeddings are unreliable.
 */
export async function trainedWords(): Promise<Set<string>> {
  return new Set((await readFile(`${miniFolder()}/words.txt`, "utf8")).trim().split("\n"));
}

/** The folder of the best supervised baseline model, for core's `loadImageClassifier` in Node. */
export function supervisedFolder(): string {
  return fileURLToPath(new URL("../supervised", import.meta.url));
}

/** Results of the supervised baseline models on the subgroup task (Node only). */
export async function supervisedResults(): Promise<SupervisedResult[]> {
  return JSON.parse(await readFile(`${supervisedFolder()}/results.json`, "utf8"));
}
