import { ClipscopeError, throwIfCancelled } from "@clipscope/types";
import type { CallHow, ProvidedFile } from "../compute.js";
import { errorOf } from "./failure.js";
import { JOBS, type Method, type ToPage, type ToWorker } from "./messages.js";
import type { Endpoint } from "./port.js";
import { fromWire } from "./wire.js";
import { WorkerLife } from "./worker-life.js";

export interface WorkerOptions {
  /** How often a call is sent again after the worker ended during it. Default 2. */
  retries?: number;
  /**
   * Milliseconds without an answer after which a worker with open calls is considered dead. Long, since a worker in
   * a long uninterrupted computation does not answer. Default 120,000.
   */
  silence?: number;
  /** Milliseconds before restarting a worker that ended without answering a call; doubles each time. Default 250. */
  restartDelay?: number;
  /** Called with the reason when a worker has ended. */
  onLost?: (reason: string) => void;
}

interface Call {
  id: number;
  method: Method;
  request: unknown;
  how: CallHow<unknown>;
  losses: number;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Open calls and the worker that answers them, which is restarted when it ends. */
export class WorkerLink {
  readonly #calls = new Map<number, Call>();
  readonly #provided = new Map<string, readonly ProvidedFile[]>();
  readonly #options: Required<Omit<WorkerOptions, "onLost">>;
  #life: WorkerLife | undefined;
  #restart: ReturnType<typeof setTimeout> | undefined;
  /** Number of consecutive workers that ended without answering a call. */
  #failures = 0;
  #lastId = 0;
  #disposed = false;

  constructor(
    private readonly create: () => Endpoint,
    private readonly options: WorkerOptions,
  ) {
    this.#options = { retries: 2, silence: 120_000, restartDelay: 250, ...options };
  }

  async call(method: Method, request: unknown, how: CallHow<unknown> = {}): Promise<unknown> {
    const { signal } = how;
    throwIfCancelled(signal, JOBS[method]);
    if (this.#disposed) {
      throw new ClipscopeError("cancelled", `${JOBS[method]} was not started: the study is closed.`);
    }
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const settle = () => {
        signal?.removeEventListener("abort", cancel);
        this.#calls.delete(id);
        this.#life?.watch(this.#calls.size > 0);
      };
      const cancel = () => {
        this.#tell({ kind: "cancel", id });
        settle();
        reject(new ClipscopeError("cancelled", `${JOBS[method]} was cancelled.`, { cause: signal?.reason }));
      };
      signal?.addEventListener("abort", cancel);
      const call: Call = {
        id,
        method,
        request,
        how,
        losses: 0,
        resolve: (value) => {
          settle();
          resolve(value);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      this.#calls.set(id, call);
      this.#life?.watch(true);
      if (this.#life?.isReady) this.#send(call);
      else if (!this.#life && this.#restart === undefined) this.#start();
    });
  }

  provide(name: string, files: readonly ProvidedFile[]): void {
    this.#provided.set(name, files);
    this.#tell({ kind: "provide", name, files });
  }

  /** Starts a new worker and resends the open calls, without counting a loss against them. */
  restart(): void {
    if (this.#disposed) return;
    clearTimeout(this.#restart);
    this.#life?.dispose();
    this.#life = undefined;
    this.#failures = 0;
    this.#start();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    clearTimeout(this.#restart);
    for (const { method, reject } of [...this.#calls.values()])
      reject(new ClipscopeError("cancelled", `${JOBS[method]} was cancelled: the study was closed.`));
    this.#life?.dispose();
    this.#life = undefined;
    this.#provided.clear();
  }

  #start(): void {
    this.#restart = undefined;
    if (this.#disposed) return;
    const life: WorkerLife = new WorkerLife(this.create, {
      silence: this.#options.silence,
      ready: () => this.#life === life && this.#sendAll(),
      message: (message) => this.#life === life && this.#receive(message),
      lost: (reason) => this.#life === life && this.#lost(reason),
    });
    this.#life = life;
    life.watch(this.#calls.size > 0);
    life.start();
  }

  /** Sends to the worker if it is ready; otherwise everything is sent once it is. */
  #tell(message: ToWorker): void {
    if (this.#life?.isReady) this.#life.send(message);
  }

  #sendAll(): void {
    for (const [name, files] of this.#provided) this.#tell({ kind: "provide", name, files });
    for (const call of [...this.#calls.values()]) this.#send(call);
  }

  #send({ id, method, request, how, reject }: Call): void {
    const message: ToWorker = { kind: "call", id, method, request, partial: how.onPartial !== undefined };
    try {
      this.#tell(message);
    } catch (cause) {
      const reason = (cause as Error).message;
      const sentence = `${JOBS[method]} was requested with a value that can't be sent to a worker: ${reason}`;
      reject(new ClipscopeError("bad-argument", sentence, { cause }));
    }
  }

  #receive(message: ToPage): void {
    if (!("id" in message)) return;
    const call = this.#calls.get(message.id);
    if (!call) return;
    if (message.kind === "progress" || message.kind === "partial") {
      try {
        if (message.kind === "progress") call.how.onProgress?.(message.progress);
        else call.how.onPartial?.(message.part);
      } catch (error) {
        this.#tell({ kind: "cancel", id: call.id });
        call.reject(error as Error);
      }
      return;
    }
    this.#failures = 0;
    if (message.kind === "done") call.resolve(fromWire(call.method, message.value));
    else call.reject(errorOf(message.failure));
  }

  #lost(reason: string): void {
    this.#life = undefined;
    this.options.onLost?.(reason);
    for (const call of [...this.#calls.values()]) {
      call.losses++;
      if (call.losses > this.#options.retries) call.reject(workerLost(call, reason));
    }
    const delay = this.#options.restartDelay * (2 ** this.#failures - 1);
    this.#failures++;
    if (this.#calls.size === 0) return;
    if (delay === 0) this.#start();
    else this.#restart = setTimeout(() => this.#start(), delay);
  }
}

function workerLost({ method, losses }: Call, reason: string): ClipscopeError {
  const times = losses === 1 ? "once" : losses === 2 ? "twice" : `${losses} times`;
  return new ClipscopeError(
    "worker-lost",
    `${JOBS[method]} failed: the compute worker ended ${times} (most recently: ${reason}). Vectors computed so far are kept. Try again; if it keeps failing, use a smaller sample or model, or close other tabs to free memory.`,
  );
}
