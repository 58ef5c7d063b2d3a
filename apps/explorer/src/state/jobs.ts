import type { OnProgress } from "@clipscope/core";
import { RateMeter } from "../lib/rate.js";
import { Store } from "./store.js";

/** One piece of long work, as the status bar shows it. */
export interface Job {
  title: string;
  stage: string;
  done: number;
  total: number;
  /** What is counted, in the plural: "images". Empty: a share is shown. */
  noun: string;
  meter: RateMeter;
  cancel: () => void;
}

/** The work that is running now, in the order in which it started. */
export class Jobs extends Store {
  readonly running: Job[] = [];

  /** Runs work as a job: it gets a signal that Cancel aborts and a place to report to. */
  async run<T>(
    title: string,
    noun: string,
    signal: AbortSignal,
    work: (options: { signal: AbortSignal; onProgress: OnProgress }) => Promise<T>,
  ): Promise<T> {
    const cancelled = new AbortController();
    const job: Job = {
      title,
      stage: title,
      done: 0,
      total: 0,
      noun,
      meter: new RateMeter(),
      cancel: () => cancelled.abort(),
    };
    this.running.push(job);
    this.changed();
    try {
      return await work({
        signal: AbortSignal.any([signal, cancelled.signal]),
        onProgress: ({ stage, done, total }) => {
          if (stage !== job.stage) job.meter = new RateMeter();
          Object.assign(job, { stage, done, total });
          job.meter.add(done, performance.now());
          this.changed();
        },
      });
    } finally {
      this.running.splice(this.running.indexOf(job), 1);
      this.changed();
    }
  }
}
