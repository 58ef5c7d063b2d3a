import { throwIfCancelled } from "@clipscope/types";

/** Milliseconds of work after which other events can run: less than a frame at 60 Hz. */
const LONGEST = 12;

/**
 * Returns a function to call between items of long work, which lets other events run when a few milliseconds
 * have passed. It throws `cancelled` when the signal is aborted.
 */
export function pauses(what: string, signal?: AbortSignal): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    throwIfCancelled(signal, what);
    if (performance.now() - since < LONGEST) return undefined;
    return new Promise((resolve) =>
      setTimeout(() => {
        since = performance.now();
        resolve();
      }),
    );
  };
}
