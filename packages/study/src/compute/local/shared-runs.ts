import { ClipscopeError, type OnProgress, throwIfCancelled } from "@clipscope/types";
import type { CallHow } from "../compute.js";

/** What a shared run reports to, and its signal: aborted once nobody waits for it. */
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
 * Computations by key: whoever asks for one that is running waits for the same run. A caller that cancels
 * leaves at once; the run goes on for the others, and is cancelled when the last one has left.
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
    run.result.catch(() => {}); // thrown to those who wait
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
