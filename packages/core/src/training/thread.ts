import { Worker } from "node:worker_threads";

/**
 * Starts a Node worker thread on a module next to the one at `from` (its `import.meta.url`). Node runs only
 * built modules: if the calling module runs from source, as in tests, the worker is loaded from the package's
 * `dist`. Command-line options of the running program, such as a test's loader, are not passed to the thread.
 */
export function startThread(module: string, from: string, workerData: unknown): Worker {
  const built = from.endsWith(".ts") ? from.replace(/\/src\/(?!.*\/src\/)/, "/dist/") : from;
  return new Worker(new URL(module, built), { workerData, execArgv: [] });
}
