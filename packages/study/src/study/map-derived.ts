import { ClipscopeError } from "@clipscope/types";
import type { Derived } from "./derived.js";

/**
 * Applies a cheap pure function to a derived value, and gives the result its own key. An error thrown by the
 * function becomes status "failed". `stale` returns what was made of the earlier value, if it is still available.
 */
export function mapDerived<A, B>(
  derived: Derived<A>,
  key: string,
  view: (value: A) => B,
  stale: (value: A) => B | undefined,
): Derived<B> {
  const { value, stale: before, status, lacks, error } = derived;
  const earlier = before && stale(before.value);
  const shown = value === undefined ? {} : attempt(() => view(value));
  return {
    key,
    status,
    ...(lacks && { lacks }),
    ...(error && { error }),
    ...(before && earlier !== undefined && { stale: { key: before.key, value: earlier } }),
    ...shown,
    retry: () => derived.retry(),
    get done() {
      const done = derived.done.then(view);
      done.catch(() => {}); // callers may ignore it
      return done;
    },
  };
}

function attempt<B>(view: () => B): { value: B } | { status: "failed"; error: ClipscopeError } {
  try {
    return { value: view() };
  } catch (error) {
    if (error instanceof ClipscopeError) return { status: "failed", error };
    throw error;
  }
}

/** A value that needs no computation. */
export const known = <T>(key: string, value: T): Derived<T> => ({
  key,
  status: "done",
  value,
  retry: () => {},
  done: Promise.resolve(value),
});
