import { ClipscopeError, type OnProgress, throwIfCancelled } from "@clipscope/types";
import { signal } from "@preact/signals-core";
import type { Job, Jobs } from "./job.js";
import { RateMeter } from "./rate.js";

/** Creates an empty list of jobs. `now` is a clock in milliseconds. */
export function createJobs(now: () => number = () => performance.now()): Jobs {
  const running = signal<readonly Job[]>([]);
  let next = 1;

  const start = (title: string, unit: string, cancel: () => void) => {
    const id = next++;
    let meter = new RateMeter();
    running.value = [...running.peek(), { id, title, stage: title, done: 0, total: 0, unit, cancel }];
    const onProgress: OnProgress = ({ stage, done, total }) => {
      if (!running.peek().some((job) => job.id === id)) return;
      running.value = running.peek().map((job) => {
        if (job.id !== id) return job;
        if (stage !== job.stage) meter = new RateMeter();
        meter.add(done, now());
        const rate = meter.perSecond;
        const secondsLeft = total > 0 ? meter.secondsLeft(total) : undefined;
        return {
          ...{ id, title, stage, done, total, unit, cancel },
          ...(rate !== undefined && { rate }),
          ...(secondsLeft !== undefined && { secondsLeft }),
        };
      });
    };
    const end = () => {
      running.value = running.peek().filter((job) => job.id !== id);
    };
    return { onProgress, end };
  };

  return {
    running,
    async run({ title, unit = "", signal: outer }, work) {
      throwIfCancelled(outer, title);
      const control = new AbortController();
      const both = outer ? AbortSignal.any([outer, control.signal]) : control.signal;
      const { onProgress, end } = start(title, unit, () => control.abort());
      let abort = () => {};
      const aborted = new Promise<never>((_, reject) => {
        abort = () =>
          reject(new ClipscopeError("cancelled", `${title} was cancelled.`, { cause: both.reason }));
        both.addEventListener("abort", abort, { once: true });
      });
      try {
        // A job ends when it is cancelled, even if its work takes a while to stop.
        return await Promise.race([work({ signal: both, onProgress }), aborted]);
      } finally {
        both.removeEventListener("abort", abort);
        end();
      }
    },
  };
}
