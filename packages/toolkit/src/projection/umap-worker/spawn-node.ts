import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { UmapWorker } from "./messages.js";

/**
 * Starts a worker thread. Node runs only built modules, so when this file itself runs from its source,
 * as in tests, the worker comes from the package's `dist`, without the tests' own Node options.
 */
export function spawnUmapWorker(): UmapWorker {
  const fromSource = import.meta.url.endsWith(".ts");
  const module = fromSource ? "../../../dist/projection/umap-worker/worker-node.js" : "./worker-node.js";
  const worker = new Worker(new URL(module, import.meta.url), fromSource ? { execArgv: [] } : {});
  let stopped = false;
  return {
    post: (request, transfer) => worker.postMessage(request, transfer),
    onReply: (listen) => worker.on("message", listen),
    onError: (listen) => {
      worker.on("error", listen);
      worker.on("exit", (code) => {
        if (!stopped) listen(new Error(`it stopped with exit code ${code}`));
      });
    },
    terminate: () => {
      stopped = true;
      void worker.terminate();
    },
  };
}

/** How many workers are worth having. */
export function cores(): number {
  return availableParallelism();
}
