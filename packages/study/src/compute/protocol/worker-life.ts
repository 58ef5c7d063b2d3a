import { awaitLock } from "../../platform/web-lock.js";
import type { ToPage, ToWorker } from "./messages.js";
import { type Endpoint, type Port, portOf } from "./port.js";

interface LifeOptions {
  /** Milliseconds without an answer after which the worker is considered dead. */
  silence: number;
  /** Called once, when the worker is ready. */
  ready(): void;
  message(message: ToPage): void;
  /** Called once, with the reason, after the worker has ended and was closed. */
  lost(reason: string): void;
}

/** Number of pings sent during `silence`. */
const PINGS = 8;

/** One worker from its start to its end. */
export class WorkerLife {
  #port: Port | undefined;
  #isReady = false;
  #timer: ReturnType<typeof setInterval> | undefined;
  #quiet = 0;
  #ended = false;
  readonly #released = new AbortController();

  constructor(
    private readonly create: () => Endpoint,
    private readonly options: LifeOptions,
  ) {}

  start(): void {
    try {
      this.#port = portOf(this.create());
    } catch (error) {
      this.#lose(`it could not be started: ${(error as Error).message}`);
      return;
    }
    this.#port.listen({
      message: (data) => this.#receive(data as ToPage),
      unreadable: () => this.#lose("it sent what this page could not read"),
      lost: (reason) => this.#lose(reason),
    });
    this.#port.hold(this.#timer !== undefined);
  }

  /** Whether the worker is ready. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Sends a message to a worker that is ready. Throws `DataCloneError` for a message that can't be sent. */
  send(message: ToWorker): void {
    if (!this.#ended) this.#port?.post(message);
  }

  /** Sets whether calls are open; the worker is checked for silence only while they are. */
  watch(busy: boolean): void {
    if (busy === (this.#timer !== undefined) || this.#ended) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#quiet = 0;
    if (busy) this.#timer = setInterval(() => this.#tick(), this.options.silence / PINGS);
    this.#port?.hold(busy);
  }

  dispose(): void {
    if (this.#ended) return;
    if (this.#isReady) this.send({ kind: "dispose" });
    this.#end();
  }

  #receive(message: ToPage): void {
    if (this.#ended) return;
    this.#quiet = 0;
    if (message.kind === "ready") {
      this.#isReady = true;
      this.options.ready();
    } else if (message.kind === "lock") {
      const ended = () => this.#lose("it ended without an error, perhaps for lack of memory");
      awaitLock(message.name, this.#released.signal, ended);
    } else if (message.kind === "unreadable") this.#lose("it could not read a request");
    else this.options.message(message);
  }

  /** Counts intervals, not the clock: while a computer sleeps, no interval passes. */
  #tick(): void {
    if (this.#quiet++ === PINGS) this.#lose(`it did not answer for ${this.options.silence / 1000} s`);
    else if (this.#isReady) this.send({ kind: "ping" });
  }

  #lose(reason: string): void {
    if (this.#ended) return;
    this.#end();
    this.options.lost(reason);
  }

  #end(): void {
    this.#ended = true;
    clearInterval(this.#timer);
    this.#released.abort();
    this.#port?.close();
  }
}
