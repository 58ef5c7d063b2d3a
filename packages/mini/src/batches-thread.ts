/** The worker module of `Batches`. */
import { parentPort, workerData } from "node:worker_threads";
import { tokenizerFromFiles } from "@clipscope/core/tokenizer";
import { openRenditions } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import type { BatchSetup } from "./batches.js";
import { batchAt, readPairs, trainedConcepts } from "./pairs.js";

const { recipe, stage, tokenizer: files } = workerData as BatchSetup;
const tokenizer = tokenizerFromFiles({ vocab: files["vocab.json"], merges: files["merges.txt"] });
const ready = prepare();

parentPort?.on("message", async (step: number) => {
  const batch = batchAt(step, await ready, recipe, stage, tokenizer);
  parentPort?.postMessage({ step, batch }, [batch.pixels.buffer as ArrayBuffer]);
});

async function prepare() {
  const data = await openRenditions(await prepareRenditions({}));
  return readPairs(data, trainedConcepts(data, recipe.concepts), recipe, stage);
}
