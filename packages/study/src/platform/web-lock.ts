/** The browser's lock manager; undefined in Node 20 and in pages not from https or localhost. */
const locks = (): LockManager | undefined => (globalThis.navigator as Navigator | undefined)?.locks;

/**
 * In a worker: holds a Web Lock until the worker ends, however it ends, and calls `held` with its name. Does
 * nothing without Web Locks.
 */
export function holdLock(held: (name: string) => void): void {
  const random = crypto.getRandomValues(new Uint32Array(2));
  const name = `clipscope-worker-${random.join("-")}`;
  locks()
    ?.request(name, () => {
      held(name);
      return new Promise(() => {});
    })
    .catch(() => {}); // if denied, pings still detect the end of the worker
}

/** Calls `released` when the lock's holder has ended, unless the signal is aborted first. */
export function awaitLock(name: string, signal: AbortSignal, released: () => void): void {
  locks()
    ?.request(name, { signal }, async () => released())
    .catch(() => {}); // aborted, or denied
}
