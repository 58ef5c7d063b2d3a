import type { ClipscopeError } from "@clipscope/types";

/** What a computation lacks, so that a view can say so and offer it. */
export type Missing = "data" | "model" | "images" | "labels" | "texts" | "shift" | "vectors" | "split";

/**
 * A value computed from the document, as of now. `value` always belongs to `key`; the value of an earlier key
 * is only in `stale`, to be shown as such while the new one is computed.
 */
export interface Derived<T> {
  readonly key: string;
  /**
   * "missing": `lacks` says what must be given first. "waiting": for another computation. "cancelled" and
   * "failed" stay until `retry`.
   */
  readonly status: "missing" | "waiting" | "running" | "done" | "cancelled" | "failed";
  readonly value?: T;
  readonly stale?: { readonly key: string; readonly value: T };
  readonly lacks?: Missing;
  /** Why it failed, or what is missing, as a sentence. */
  readonly error?: ClipscopeError;
  /** Starts again after a failure or a cancellation. */
  retry(): void;
  /** Settles with the value of this key; rejects if it fails, is cancelled, or lacks something. */
  readonly done: Promise<T>;
}
