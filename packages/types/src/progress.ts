import { ClipscopeError } from "./errors.js";

/**
 * Progress of a long job. `stage` is a short phrase such as "encoding images"; `done` and `total` count its
 * steps.
 */
export interface Progress {
  stage: string;
  done: number;
  total: number;
}
export type OnProgress = (progress: Progress) => void;

/** Throws the `cancelled` error if the signal has been aborted. `what` names the job, such as "Encoding texts". */
export function throwIfCancelled(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) {
    throw new ClipscopeError("cancelled", `${what} was cancelled.`, { cause: signal.reason });
  }
}
