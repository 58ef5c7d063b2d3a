import { throwIfCancelled } from "@clipscope/types";

/** Runs jobs with the same key one after another. */
export class Turns<K> {
  readonly #last = new Map<K, Promise<unknown>>();

  /** Runs `job` after all earlier jobs with this key. Throws `cancelled` if aborted before it starts. */
  async take<T>(key: K, what: string, signal: AbortSignal, job: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const own = before.then(() => {
      throwIfCancelled(signal, what);
      return job();
    });
    const ended = own.catch(() => {});
    this.#last.set(key, ended);
    try {
      return await own;
    } finally {
      if (this.#last.get(key) === ended) this.#last.delete(key);
    }
  }
}
