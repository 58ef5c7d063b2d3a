import type { UmapWorker } from "./messages.js";

/** Starts a module worker. Bundlers recognize `new URL` only in this form. */
export function spawnUmapWorker(): UmapWorker {
  const worker = new Worker(new URL("./worker-browser.js", import.meta.url), {
    type: "module",
    name: "umap",
  });
  return {
    post: (request, transfer) => worker.postMessage(request, transfer),
    onReply: (listen) => worker.addEventListener("message", (event) => listen(event.data)),
    onError: (listen) =>
      worker.addEventListener("error", (event) =>
        listen(new Error(event.message || "its script did not load")),
      ),
    terminate: () => worker.terminate(),
  };
}

/** Number of workers to use. */
export function cores(): number {
  return navigator.hardwareConcurrency || 1;
}
