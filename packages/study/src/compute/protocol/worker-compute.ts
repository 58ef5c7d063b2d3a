import type { CallHow, Compute } from "../compute.js";
import { JOBS, type Method } from "./messages.js";
import type { Endpoint } from "./port.js";
import { WorkerLink, type WorkerOptions } from "./worker-link.js";

/**
 * A `Compute` whose work is done in a worker that calls `serveCompute`. `create` starts one: a `Worker`, a
 * `MessagePort`, or a `Worker` of `node:worker_threads`. It is called for the first request, and again if
 * the worker ends; open calls are then sent again. Calls reject with the worker's `ClipscopeError`, with
 * `worker-lost` if the worker ends too often, and with `cancelled` as soon as their signal is aborted.
 */
export function workerCompute(create: () => Endpoint, options: WorkerOptions = {}): Compute {
  const link = new WorkerLink(create, options);
  const methods = (Object.keys(JOBS) as Method[]).map((method) => [
    method,
    (request: unknown, how?: CallHow<unknown>) => link.call(method, request, how),
  ]);
  return {
    ...Object.fromEntries(methods),
    provide: (name, files) => link.provide(name, files),
    dispose: () => link.dispose(),
  } as Compute;
}
