import { type Compute, workerCompute } from "@clipscope/study";
import url from "./compute.worker.js?worker&url";

/** Starts the page's worker, which computes. */
export const startCompute = (): Compute =>
  workerCompute(() => new Worker(url, { type: "module", name: "compute" }));
