import { throwIfCancelled } from "@clipscope/types";

/** How long one stretch of work may hold the thread, in milliseconds. */
const stretch = 40;

/**
 * Lets a long computation share its thread: call the function that this gives from the computation's loop. Every 40
 * ms it waits for one turn of the event loop, so that messages and cancellations get in. Throws `cancelled`.
 */
export function breathing(what: string, signal?: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    throwIfCancelled(signal, what);
    if (performance.now() - last < stretch) return;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    throwIfCancelled(signal, what);
    last = performance.now();
  };
}
