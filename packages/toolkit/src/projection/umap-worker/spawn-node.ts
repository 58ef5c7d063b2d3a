import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { UmapWorker } from "./messages.js";

/**
 * Starts a worker thread. Node runs only built modules: if this file runs from source, as in tests, the
 * worker is loaded from the package's `dist`, without the tests' Node options.
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

/** Number of workers to use. */
export function cores(): number {
  return availableParallelism();
}
