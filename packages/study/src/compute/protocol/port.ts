/** One end of a channel between threads. */
export interface Port {
  post(message: unknown, transfer?: readonly Transferable[]): void;
  /** Starts listening. `lost` receives the reason why the other end will not answer. */
  listen(on: { message(data: unknown): void; unreadable(): void; lost(reason: string): void }): void;
  /** In Node: whether the channel keeps the process alive. */
  hold(busy: boolean): void;
  /** Terminates the worker, or closes the port. */
  close(): void;
}

/** A worker, a message port, or a worker's global scope in a browser. */
export interface EventEndpoint {
  postMessage(message: unknown, transfer: Transferable[]): void;
  // biome-ignore lint/suspicious/noExplicitAny: MessageEvent, ErrorEvent and Event have no type that all platforms share.
  addEventListener(type: string, listener: (event: any) => void): void;
  start?(): void;
  terminate?(): unknown;
  close?(): void;
}

/** A `Worker` or `MessagePort` of `node:worker_threads`. */
export interface NodeEndpoint {
  // biome-ignore lint/suspicious/noExplicitAny: the lists of transferable types differ between versions of Node.
  postMessage(message: unknown, transfer?: readonly any[]): void;
  // biome-ignore lint/suspicious/noExplicitAny: each event has its own arguments.
  on(type: string, listener: (...values: any[]) => void): unknown;
  ref?(): void;
  unref?(): void;
  terminate?(): unknown;
  close?(): void;
}

export type Endpoint = EventEndpoint | NodeEndpoint;

/** Wraps a worker or port of a browser or Node in one interface. */
export function portOf(endpoint: Endpoint): Port {
  return "on" in endpoint ? nodePort(endpoint) : eventPort(endpoint);
}

const end = (endpoint: Endpoint) => (endpoint.terminate ? endpoint.terminate() : endpoint.close?.());

function eventPort(endpoint: EventEndpoint): Port {
  return {
    post: (message, transfer = []) => endpoint.postMessage(message, [...transfer]),
    listen({ message, unreadable, lost }) {
      endpoint.addEventListener("message", ({ data }: { data: unknown }) => message(data));
      endpoint.addEventListener("messageerror", unreadable);
      endpoint.addEventListener("error", ({ message: text }: { message?: string }) =>
        lost(text || "its script did not load"),
      );
      endpoint.addEventListener("close", () => lost("its port was closed"));
      endpoint.start?.();
    },
    hold() {},
    close: () => void end(endpoint),
  };
}

function nodePort(endpoint: NodeEndpoint): Port {
  return {
    post: (message, transfer = []) => endpoint.postMessage(message, transfer),
    listen({ message, unreadable, lost }) {
      endpoint.on("message", message);
      endpoint.on("messageerror", unreadable);
      endpoint.on("error", (error: Error) => lost(error.message));
      endpoint.on("exit", (code: number) => lost(`it ended with code ${code}`));
      endpoint.on("close", () => lost("its port was closed"));
    },
    hold: (busy) => (busy ? endpoint.ref?.() : endpoint.unref?.()),
    close: () => void end(endpoint),
  };
}
