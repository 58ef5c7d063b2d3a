import { parentPort, type Transferable, Worker } from "node:worker_threads";
import { ClipscopeError, type ClipscopeErrorCode } from "@clipscope/types";

interface Request {
  id: number;
  message: unknown;
}

interface Reply {
  id: number;
  value?: unknown;
  error?: { code?: ClipscopeErrorCode; message: string };
}

/** Answer where worker threads are unavailable, as in a program bundled into one file. */
export const NO_THREAD = Symbol("no thread");

/** A worker thread that answers requests. It keeps the process alive only while requests are pending. */
export class NodeThread {
  readonly #worker: Worker;
  readonly #asked = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #count = 0;
  #stopped = false;

  /** Starts the thread. `module` is in this folder and calls `answerQuestions`. */
  constructor(module: string, workerData?: unknown) {
    // Node runs only built modules, so when this file itself runs from its source, as in tests, the thread
    // comes from the package's `dist`, without the tests' own Node options.
    const fromSource = import.meta.url.endsWith(".ts");
    const place = new URL(fromSource ? `../../dist/platform/${module}` : `./${module}`, import.meta.url);
    this.#worker = new Worker(place, fromSource ? { workerData, execArgv: [] } : { workerData });
    this.#worker.on("message", (reply: Reply) => this.#settle(reply));
    this.#worker.on("error", () => this.#stop());
    this.#worker.on("exit", () => this.#stop());
    this.#worker.unref(); // last, since listening for messages starts waiting for them
  }

  /** Number of pending requests. */
  get waiting(): number {
    return this.#asked.size;
  }

  /** Whether the thread can still answer. */
  get isRunning(): boolean {
    return !this.#stopped;
  }

  /**
   * Sends a request. Resolves to `NO_THREAD` if the thread is not running; rejects with any error of the
   * thread.
   */
  ask(message: unknown, transfer: readonly Transferable[] = []): Promise<unknown> {
    if (this.#stopped) return Promise.resolve(NO_THREAD);
    return new Promise((resolve, reject) => {
      const id = this.#count++;
      this.#asked.set(id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage({ id, message } satisfies Request, transfer);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle({ id, value, error }: Reply): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (this.#asked.size === 0) this.#worker.unref();
    if (!error) asked?.resolve(value);
    else asked?.reject(error.code ? new ClipscopeError(error.code, error.message) : new Error(error.message));
  }

  #stop(): void {
    this.#stopped = true;
    for (const { resolve } of this.#asked.values()) resolve(NO_THREAD);
    this.#asked.clear();
  }
}

/**
 * In a thread: answers requests in order, up to `atOnce` at a time. Typed arrays are transferred, not copied.
 */
export function answerQuestions(answer: (message: never) => Promise<unknown>, atOnce = 1): void {
  const waiting: Request[] = [];
  let busy = 0;
  const work = async () => {
    busy++;
    for (let request = waiting.shift(); request; request = waiting.shift()) {
      const { id, message } = request;
      try {
        const value = await answer(message as never);
        parentPort?.postMessage(
          { id, value },
          ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : [],
        );
      } catch (error) {
        const { code } = error instanceof ClipscopeError ? error : {};
        const text = error instanceof Error ? error.message : String(error);
        parentPort?.postMessage({ id, error: { code, message: text } } satisfies Reply);
      }
    }
    busy--;
  };
  parentPort?.on("message", (request: Request) => {
    waiting.push(request);
    if (busy < atOnce) void work();
  });
}
