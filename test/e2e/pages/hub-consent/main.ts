import type { HubOptions } from "@clipscope/core";
import address from "./download.worker.ts?worker&url";

let worker: Worker;

/** Starts the worker that downloads, with the query that says what the person agreed to. */
function start(query: string): void {
  worker?.terminate();
  worker = new Worker(address + query, { type: "module" });
}

function ask(message: { load: string; hub: HubOptions } | { reach: string }): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(message);
  });
}

const reach = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

Object.assign(globalThis, {
  start,
  load: (load: string, hub: HubOptions) => ask({ load, hub }),
  reachFromWorker: (url: string) => ask({ reach: url }),
  reachFromPage: reach,
});
