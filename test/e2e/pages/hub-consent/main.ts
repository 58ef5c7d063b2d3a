import type { HubOptions } from "@clipscope/core";
import address from "./download.worker.ts?worker&url";

let worker: Worker;

/** Starts the worker that downloads, without consent or with it. */
function start(consent: boolean): void {
  worker?.terminate();
  worker = new Worker(consent ? `${address}?hub` : address, { type: "module" });
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
