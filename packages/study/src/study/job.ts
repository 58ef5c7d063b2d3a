import type { OnProgress } from "@clipscope/types";
import type { ReadonlySignal } from "@preact/signals-core";

/** A running computation, as shown in a status bar. */
export interface Job {
  readonly id: number;
  readonly title: string;
  /** The current stage, such as "encoding images". */
  readonly stage: string;
  /** Number of units finished. */
  readonly done: number;
  /** Number of units in total; 0 if unknown. */
  readonly total: number;
  /** Plural noun for the units: "images", "bytes"; empty if `done` is a share of `total`. */
  readonly unit: string;
  /** Units per second, over the last seconds; undefined until it can be estimated. */
  readonly rate?: number;
  readonly secondsLeft?: number;
  cancel(): void;
}

/** The running jobs of a study. */
export interface Jobs {
  /** Running jobs, in the order in which they started. */
  readonly running: ReadonlySignal<readonly Job[]>;
  /** Runs work as a job. `signal` is aborted by the job's `cancel` and by the given signal. */
  run<T>(
    spec: { title: string; unit?: string; signal?: AbortSignal },
    work: (how: { signal: AbortSignal; onProgress: OnProgress }) => Promise<T>,
  ): Promise<T>;
}
