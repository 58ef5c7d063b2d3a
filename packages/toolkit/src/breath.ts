import { throwIfCancelled } from "@clipscope/types";

/** Maximum time between yields to the event loop, in milliseconds. */
const stretch = 40;

/**
 * Makes a long computation yield: call the returned function from its loop. At most every 40 ms it waits for
 * one turn of the event loop, so that messages and cancellations are handled. Throws `cancelled`.
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
