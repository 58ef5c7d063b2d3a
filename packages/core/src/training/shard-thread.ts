/** The worker module of `ParallelStep`. */
import { parentPort, workerData } from "node:worker_threads";
import { ClipscopeError } from "@clipscope/types";
import type { ShardReply, ShardRequest, ShardSetup } from "./parallel-step.js";
import { Shard } from "./shard.js";

const { config, options, memory } = workerData as ShardSetup;
const shard = Shard.create(config, options);
const answer = (reply: ShardReply) => parentPort?.postMessage(reply);

parentPort?.on("message", async (request: ShardRequest) => {
  const { parameters, batch, images, texts, imageSlopes, textSlopes, gradients } = memory;
  try {
    const ready = await shard;
    if (request === "embed") await ready.embed(parameters, batch, images, texts);
    else if (request === "back") await ready.back(imageSlopes, textSlopes, gradients);
    answer({});
  } catch (error) {
    answer({ error: error as Error, code: error instanceof ClipscopeError ? error.code : undefined });
  }
});
