import { Worker } from "node:worker_threads";

/**
 * Starts a thread of Node on a module beside the one at `from` (its `import.meta.url`). Node runs only built modules: when
 * that one itself runs from its source, as in tests, the thread's comes from the package's `dist`. Options of the program
 * that is running, such as a test's loader, are not the thread's.
 */
export function startThread(module: string, from: string, workerData: unknown): Worker {
  const built = from.endsWith(".ts") ? from.replace(/\/src\/(?!.*\/src\/)/, "/dist/") : from;
  return new Worker(new URL(module, built), { workerData, execArgv: [] });
}
