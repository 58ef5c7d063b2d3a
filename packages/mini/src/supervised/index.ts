import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { SupervisedResult } from "./results.js";

export { accuracyOf, bestOf, type SupervisedResult } from "./results.js";
export { specs as supervisedSpecs } from "./specs.js";

/** What the supervised models of the baseline got right on the subgroup task (Node only). */
export async function supervisedResults(): Promise<SupervisedResult[]> {
  const file = fileURLToPath(new URL("../../supervised/results.json", import.meta.url));
  return JSON.parse(await readFile(file, "utf8"));
}
