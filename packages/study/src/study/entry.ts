import { ClipscopeError } from "@clipscope/types";
import type { Signal } from "@preact/signals-core";
import type { Ask } from "./computation.js";

/** The state of the computation of one key. */
export type State<T> =
  | { status: "running" }
  | { status: "done"; value: T }
  | { status: "cancelled" | "failed"; error: ClipscopeError }
  /** No longer kept: readers must ask for the key again. */
  | { status: "dropped" };

/** The computation of one key. */
export interface Entry<T, P> {
  state: Signal<State<T>>;
  partial: Signal<P | undefined>;
  work: Ask<T, P>["work"];
  control: AbortController;
  /** Whether an effect or a rendered element depends on it. */
  watched: boolean;
  /** Whether a caller holds the promise of this run. */
  awaited: boolean;
  bytes: number;
  settled: Promise<T>;
  settle: { resolve(value: T): void; reject(error: unknown): void };
}

/** Prepares an entry for a new run. */
export function renew<T, P>(entry: Entry<T, P>): void {
  entry.control = new AbortController();
  entry.awaited = false;
  entry.settled = handled(
    new Promise<T>((resolve, reject) => {
      entry.settle = { resolve, reject };
    }),
  );
  if (entry.state.peek().status !== "running") entry.state.value = { status: "running" };
}

/** A promise marked as handled: its rejection is not reported if there is no other handler. */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** The error of a computation that was stopped because its value is no longer needed. */
export const dropped = () =>
  new ClipscopeError("cancelled", "The computation was cancelled: its result is no longer needed.");

/** Converts any thrown value to a `ClipscopeError`. */
export const asError = (reason: unknown): ClipscopeError =>
  reason instanceof ClipscopeError
    ? reason
    : new ClipscopeError("internal", reason instanceof Error ? reason.message : String(reason), {
        cause: reason,
      });
