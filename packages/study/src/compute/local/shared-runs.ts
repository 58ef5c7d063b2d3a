import { ClipscopeError, type OnProgress, throwIfCancelled } from "@clipscope/types";
import type { CallHow } from "../compute.js";

/** Callbacks and signal of a shared run; the signal is aborted once no caller waits for it. */
export interface RunHow<P = unknown> {
  signal: AbortSignal;
  onProgress: OnProgress;
  onPartial: (part: P) => void;
}

/** A run's signal and progress. */
export type Watch = Pick<RunHow, "signal" | "onProgress">;

interface Run<T> {
  result: Promise<T>;
  controller: AbortController;
  waiting: Set<CallHow<unknown>>;
  lastPartial?: unknown;
}

/**
 * Running computations by key: callers with the same key share one run. A caller that cancels is rejected at once;
 * the run continues for the others, and is cancelled when the last caller cancels.
 */
export class SharedRuns {
  readonly #running = new Map<string, Run<unknown>>();

  /**
   * The result of `work`, or of the run with the same key that is under way. `what` names it in the error of
   * a cancelled call. Throws the errors of `work`, and `cancelled`.
   */
  async get<T, P = never>(
    key: string,
    what: string,
    work: (how: RunHow<P>) => Promise<T>,
    how: CallHow<P> = {},
  ): Promise<T> {
    throwIfCancelled(how.signal, what);
    const run = this.#running.get(key) ?? this.#start(key, work as (how: RunHow) => Promise<unknown>);
    if (run.lastPartial !== undefined) how.onPartial?.(run.lastPartial as P);
    return (await this.#wait(key, run, what, how as CallHow<unknown>)) as T;
  }

  /** Cancels all runs. */
  stop(): void {
    for (const { controller } of this.#running.values()) controller.abort();
    this.#running.clear();
  }

  #start(key: string, work: (how: RunHow) => Promise<unknown>): Run<unknown> {
    const controller = new AbortController();
    const waiting = new Set<CallHow<unknown>>();
    const run: Run<unknown> = { controller, waiting, result: Promise.resolve() };
    run.result = work({
      signal: controller.signal,
      onProgress: (progress) => {
        for (const each of waiting) each.onProgress?.(progress);
      },
      onPartial: (part) => {
        run.lastPartial = part;
        for (const each of waiting) each.onPartial?.(part);
      },
    }).finally(() => {
      if (this.#running.get(key) === run) this.#running.delete(key);
    });
    run.result.catch(() => {}); // every waiting caller gets the error
    this.#running.set(key, run);
    return run;
  }

  #wait(key: string, run: Run<unknown>, what: string, how: CallHow<unknown>): Promise<unknown> {
    const own = { ...how };
    run.waiting.add(own);
    return new Promise((resolve, reject) => {
      const leave = () => {
        how.signal?.removeEventListener("abort", onAbort);
        run.waiting.delete(own);
      };
      const onAbort = () => {
        leave();
        reject(new ClipscopeError("cancelled", `${what} was cancelled.`, { cause: how.signal?.reason }));
        if (run.waiting.size > 0) return;
        if (this.#running.get(key) === run) this.#running.delete(key);
        run.controller.abort(how.signal?.reason);
      };
      how.signal?.addEventListener("abort", onAbort);
      run.result.then(resolve, reject).finally(leave);
    });
  }
}
