export { handOver } from "./hand-over.js";
export type { Endpoint } from "./port.js";
export { serveCompute } from "./serve-compute.js";
export { workerCompute } from "./worker-compute.js";
export type { WorkerOptions } from "./worker-link.js";
