import type { OnProgress } from "@clipscope/core";
import type { Console } from "./command.js";

/** Milliseconds between updates of the progress line. */
const EVERY = 80;

/**
 * Runs a long job with a progress line, which is erased at the end; there is none if stderr is not a
 * terminal.
 */
export async function withProgress<T>(
  { stderr }: Console,
  job: (onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  if (!stderr.isTTY) return job(() => {});
  let last = 0;
  try {
    return await job(({ stage, done, total }) => {
      const now = performance.now();
      if (now - last < EVERY) return;
      last = now;
      stderr.write(`\r\x1b[K${stage}: ${total > 0 ? Math.floor((100 * done) / total) : 100}%`);
    });
  } finally {
    stderr.write("\r\x1b[K");
  }
}
