/** The browser's locks; undefined in Node 20 and on pages outside https and localhost. */
const locks = (): LockManager | undefined => (globalThis.navigator as Navigator | undefined)?.locks;

/**
 * In a worker: holds a Web Lock until the worker ends, however it ends, and calls `held` with its name. Does
 * nothing where there are no locks.
 */
export function holdLock(held: (name: string) => void): void {
  const random = crypto.getRandomValues(new Uint32Array(2));
  const name = `clipscope-worker-${random.join("-")}`;
  locks()
    ?.request(name, () => {
      held(name);
      return new Promise(() => {});
    })
    .catch(() => {}); // denied: the heartbeat remains
}

/** Calls `released` when the lock's holder has ended, unless the signal is aborted before. */
export function awaitLock(name: string, signal: AbortSignal, released: () => void): void {
  locks()
    ?.request(name, { signal }, async () => released())
    .catch(() => {}); // aborted, or denied
}
