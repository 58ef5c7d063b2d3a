import type { OnProgress } from "@clipscope/core";
import { RateMeter } from "../lib/rate.js";
import { Store } from "./store.js";

/** A long-running task, as shown in the status bar. */
export interface Job {
  title: string;
  stage: string;
  done: number;
  total: number;
  /** The counted noun, plural: "images". If empty, a percentage is shown. */
  noun: string;
  meter: RateMeter;
  cancel: () => void;
}

/** The running tasks, in order of their start. */
export class Jobs extends Store {
  readonly running: Job[] = [];

  /** Runs work as a job, with a signal for Cancel and a progress callback. */
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
