import type { CallHow, Compute, ProvidedFile } from "../compute.js";
import { JOBS, type Method } from "./messages.js";
import type { Endpoint } from "./port.js";
import { WorkerLink, type WorkerOptions } from "./worker-link.js";

/**
 * A `Compute` whose work is done in a worker that calls `serveCompute`. `create` starts one: a `Worker`, a
 * `MessagePort`, or a `Worker` of `node:worker_threads`. It is called for the first request, and again if the
 * worker ends; unanswered calls are then sent again. Calls reject with the worker's `ClipscopeError`, with
 * `worker-lost` if the worker ends too often, and with `cancelled` as soon as their signal is aborted.
 */
export function workerCompute(create: () => Endpoint, options: WorkerOptions = {}): WorkerCompute {
  const link = new WorkerLink(create, options);
  const methods = (Object.keys(JOBS) as Method[]).map((method) => [
    method,
    (request: unknown, how?: CallHow<unknown>) => link.call(method, request, how),
  ]);
  return {
    ...Object.fromEntries(methods),
    provide: (name: string, files: readonly ProvidedFile[]) => link.provide(name, files),
    restart: () => link.restart(),
    dispose: () => link.dispose(),
  } as WorkerCompute;
}

/** A `Compute` that runs in a worker. */
export interface WorkerCompute extends Compute {
  /** Replaces the worker by a new one from `create`, such as one with other permissions, and resends open calls. */
  restart(): void;
}
