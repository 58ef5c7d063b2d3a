import { ClipscopeError } from "@clipscope/types";
import { signal } from "@preact/signals-core";
import { bytesOf } from "./bytes-of.js";
import type { Derived, Missing } from "./derived.js";
import { asError, dropped, type Entry, handled, renew, type State } from "./entry.js";

/** Uses whose last value is kept. */
const USES = 8;

/** How to compute the value of a key. */
export interface Ask<T, P = never> {
  /** Identifies the value: a text made of everything that it depends on. */
  key: string;
  /** Name of the purpose that the value serves: an earlier value for the same use is shown as stale. */
  use?: string;
  /** Computes the value; started in a microtask. `signal` is aborted when the key is no longer needed. */
  work(how: { signal: AbortSignal; onPartial: (part: P) => void }): Promise<T>;
}

export interface ComputationOptions {
  /** Number of values kept. Default 32. */
  count?: number;
  /** Maximum size of kept values, in bytes of typed arrays; the last two are always kept. Default 256 MiB. */
  bytes?: number;
  /** Runs a task after the current task and rendering have finished. Default: a timer. */
  later?: (task: () => void) => void;
}

/**
 * A function of a key, computed on demand and cached for the most recently used keys. Asking for a new key cancels
 * running computations that nothing depends on or awaits. Reads are tracked by signals.
 */
export class Computation<T, P = never> {
  /** Entries by key, the most recently used last. */
  readonly #entries = new Map<string, Entry<T, P>>();
  /** The last value shown for each use. */
  readonly #shown = new Map<string, { key: string; value: T }>();
  #lastAsked = "";
  #sweeping = false;
  readonly #count: number;
  readonly #bytes: number;
  readonly #later: (task: () => void) => void;

  constructor({
    count = 32,
    bytes = 2 ** 28,
    later = (task) => void setTimeout(task, 0),
  }: ComputationOptions = {}) {
    this.#count = count;
    this.#bytes = bytes;
    this.#later = later;
  }

  /** The current state of a key's value; starts the computation if there is no value. */
  ask(ask: Ask<T, P>): Derived<T> {
    const entry = this.#entry(ask);
    const state = entry.state.value;
    // A dropped entry is removed from the map, so an entry found here was not dropped.
    if (state.status === "dropped") return this.ask(ask);
    const { key, use = "" } = ask;
    if (state.status === "done") this.#note(use, { key, value: state.value });
    const again = () => this.#entry(ask);
    return {
      key,
      ...state,
      ...this.#stale(key, use, state.status),
      retry: () => {
        const entry = again();
        const { status } = entry.state.peek();
        if (status !== "failed" && status !== "cancelled") return;
        renew(entry);
        this.#start(entry);
      },
      get done() {
        const entry = again();
        entry.awaited = true;
        return entry.settled;
      },
    };
  }

  /** The partial value last reported for a key while it is computed; undefined if there is none. */
  partial(key: string): P | undefined {
    return this.#entries.get(key)?.partial.value;
  }

  /** The state while a computation that this one needs has no value. `again` asks for this one again. */
  after(upstream: Derived<unknown>, use: string, again: () => Derived<T>): Derived<T> {
    const { key, status, lacks, error } = upstream;
    return {
      key,
      status: status === "running" || status === "done" ? "waiting" : status,
      ...(lacks && { lacks }),
      ...(error && { error }),
      ...this.#stale(undefined, use, status),
      retry: () => upstream.retry(),
      get done() {
        return handled(upstream.done.then(() => again().done));
      },
    };
  }

  /** The state if the user must supply something first; `sentence` says what, and how. */
  missing(lacks: Missing, sentence: string): Derived<T> {
    return { ...this.failed(new ClipscopeError("not-found", sentence)), status: "missing", lacks };
  }

  /** The state for something that can't be computed. */
  failed(error: ClipscopeError): Derived<T> {
    const done = handled(Promise.reject(error));
    return { key: "", status: "failed", error, retry: () => {}, done };
  }

  /** Cancels everything and forgets all values. */
  dispose(): void {
    for (const key of [...this.#entries.keys()]) this.#drop(key);
    this.#shown.clear();
  }

  #entry(ask: Ask<T, P>): Entry<T, P> {
    const { key } = ask;
    let entry = this.#entries.get(key);
    if (entry) this.#entries.delete(key);
    else {
      entry = this.#create(ask);
      this.#start(entry);
      this.#sweepLater();
    }
    this.#entries.set(key, entry);
    if (this.#lastAsked !== key) {
      this.#lastAsked = key;
      this.#sweepLater();
    }
    return entry;
  }

  #create({ work }: Ask<T, P>): Entry<T, P> {
    const entry = { work, watched: false, bytes: 0, partial: signal(undefined) } as unknown as Entry<T, P>;
    entry.state = signal<State<T>>(
      { status: "running" },
      {
        watched: () => {
          entry.watched = true;
        },
        unwatched: () => {
          entry.watched = false;
          this.#sweepLater();
        },
      },
    );
    renew(entry);
    return entry;
  }

  /** Starts an entry's work in a microtask, since a signal must not be written while it is read. */
  #start(entry: Entry<T, P>): void {
    const { control, settle, work } = entry;
    const { signal } = control;
    const end = (state: State<T>) => {
      if (entry.control !== control || signal.aborted) return false;
      entry.partial.value = undefined;
      entry.state.value = state;
      this.#sweepLater();
      return true;
    };
    const onPartial = (part: P) => {
      if (entry.control === control && !signal.aborted && entry.state.peek().status === "running") {
        entry.partial.value = part;
      }
    };
    void Promise.resolve()
      .then(() => {
        if (signal.aborted) throw dropped();
        return work({ signal, onPartial });
      })
      .then(
        (value) => {
          entry.bytes = bytesOf(value);
          if (end({ status: "done", value })) settle.resolve(value);
          else settle.reject(dropped());
        },
        (reason) => {
          const error = asError(reason);
          end({ status: error.code === "cancelled" ? "cancelled" : "failed", error });
          settle.reject(error);
        },
      );
  }

  /** Keeps a value as the last of its use, and forgets that of the use that was left longest ago. */
  #note(use: string, shown: { key: string; value: T }): void {
    this.#shown.delete(use);
    this.#shown.set(use, shown);
    if (this.#shown.size > USES) this.#shown.delete(this.#shown.keys().next().value as string);
  }

  #stale(key: string | undefined, use: string, status: string): { stale?: { key: string; value: T } } {
    const stale = this.#shown.get(use);
    return status !== "done" && stale && stale.key !== key ? { stale } : {};
  }

  #sweepLater(): void {
    if (this.#sweeping) return;
    this.#sweeping = true;
    // Not in a microtask: an element that is about to render watches no signals until it has rendered.
    this.#later(() => {
      this.#sweeping = false;
      this.#sweep();
    });
  }

  /** Cancels computations that are no longer needed, and drops the least recently used values beyond the limits. */
  #sweep(): void {
    const idle = [...this.#entries].filter(([key, { watched }]) => !watched && key !== this.#lastAsked);
    for (const [key, { state, awaited }] of idle) {
      if (state.peek().status === "running" && !awaited) this.#drop(key);
    }
    let bytes = [...this.#entries.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const [key, entry] of idle) {
      const count = this.#entries.size;
      if (count <= this.#count && (bytes <= this.#bytes || count <= 2)) return;
      if (!this.#entries.has(key) || entry.state.peek().status === "running") continue;
      bytes -= entry.bytes;
      this.#drop(key);
    }
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key) as Entry<T, P>;
    this.#entries.delete(key);
    entry.control.abort();
    entry.state.value = { status: "dropped" };
  }
}
