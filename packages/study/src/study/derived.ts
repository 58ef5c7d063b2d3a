import type { ClipscopeError } from "@clipscope/types";

/** What a computation needs and does not have, so that a view can name it and offer it. */
export type Missing = "data" | "model" | "images" | "labels" | "texts" | "shift" | "vectors" | "split";

/**
 * The current state of a value computed from the document. `value` always belongs to `key`; the value of an earlier
 * key is only in `stale`, to be marked as such while the new one is computed.
 */
export interface Derived<T> {
  readonly key: string;
  /**
   * "missing": `lacks` says what must be supplied first. "waiting": another computation must finish first.
   * "cancelled" and "failed" stay until `retry`.
   */
  readonly status: "missing" | "waiting" | "running" | "done" | "cancelled" | "failed";
  readonly value?: T;
  readonly stale?: { readonly key: string; readonly value: T };
  readonly lacks?: Missing;
  /** Error whose message says why it failed, or what is missing. */
  readonly error?: ClipscopeError;
  /** Starts again after a failure or a cancellation. */
  retry(): void;
  /** Settles with the value of this key; rejects if it fails, is cancelled, or lacks something. */
  readonly done: Promise<T>;
}
