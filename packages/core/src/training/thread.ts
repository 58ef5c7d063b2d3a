import { Worker } from "node:worker_threads";

/**
 * Starts a thread of Node on a module beside the one at `from` (its `import.meta.url`). Node runs only built modules:
 * when that module itself runs from its source, as in tests, the thread's comes from the package's `dist`, without the
 * tests' own Node options.
 */
export function startThread(module: string, from: string, workerData: unknown): Worker {
  if (!from.endsWith(".ts")) return new Worker(new URL(module, from), { workerData });
  const built = from.replace(/\/src\/(?!.*\/src\/)/, "/dist/");
  return new Worker(new URL(module, built), { workerData, execArgv: [] });
}
