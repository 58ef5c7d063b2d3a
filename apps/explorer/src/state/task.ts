import { ClipscopeError } from "@clipscope/core";

export type TaskStatus = "idle" | "running" | "done" | "cancelled" | "failed";

/**
 * A value computed from a key. Requesting the same key again does nothing; another key cancels the old
 * computation. The last value stays available (`value`, `valueKey`) while the next is computed.
 */
export class Task<T> {
  status: TaskStatus = "idle";
  key: string | undefined;
  value: T | undefined;
  valueKey: string | undefined;
  error: Error | undefined;
  #stop: AbortController | undefined;

  constructor(private readonly changed: () => void) {}

  /** The value for this key if available, otherwise undefined. */
  current(key: string): T | undefined {
    return this.valueKey === key ? this.value : undefined;
  }

  ensure(key: string, work: (signal: AbortSignal) => Promise<T>): void {
    if (this.key === key && this.status !== "idle") return;
    this.#stop?.abort();
    const stop = new AbortController();
    this.#stop = stop;
    Object.assign(this, { key, status: "running", error: undefined });
    this.changed();
    const settle = (result: Partial<Task<T>>) => {
      if (this.#stop !== stop) return;
      Object.assign(this, result);
      this.changed();
    };
    work(stop.signal).then(
      (value) => settle({ status: "done", value, valueKey: key }),
      (error: Error) => {
        const cancelled = error instanceof ClipscopeError && error.code === "cancelled";
        settle({ status: cancelled ? "cancelled" : "failed", error });
      },
    );
  }

  /** Clears the result of the last attempt, so that the next `ensure` starts again. */
  retry(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    this.status = "idle";
    this.changed();
  }
}
