import { ClipscopeError } from "@clipscope/core";

export type TaskStatus = "idle" | "running" | "done" | "cancelled" | "failed";

/**
 * A value that is computed from a key. Asking again with the same key does nothing; another key stops the work for
 * the old one. The last value stays readable (`value`, `valueKey`) while the next one is made.
 */
export class Task<T> {
  status: TaskStatus = "idle";
  key: string | undefined;
  value: T | undefined;
  valueKey: string | undefined;
  error: Error | undefined;
  #stop: AbortController | undefined;

  constructor(private readonly changed: () => void) {}

  /** The value for this key if it is there, else undefined. */
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

  /** Forgets how the last attempt ended, so that the next `ensure` starts again. */
  retry(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    this.status = "idle";
    this.changed();
  }
}
