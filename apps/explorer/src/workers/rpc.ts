import { ClipscopeError, type ClipscopeErrorCode, type OnProgress } from "@clipscope/core";

/** Context of a worker method call. `emit` sends a value before the result; `give` transfers buffers. */
export interface CallContext {
  signal: AbortSignal;
  onProgress: OnProgress;
  emit(value: unknown, transfer?: Transferable[]): void;
  give(...buffers: Transferable[]): void;
}

// biome-ignore lint/suspicious/noExplicitAny: the caller's and the worker's types meet in Remote, below.
export type Methods = Record<string, (argument: any, context: CallContext) => Promise<any>>;

export interface CallOptions {
  signal?: AbortSignal;
  onProgress?: OnProgress;
  onValue?: (value: unknown) => void;
  transfer?: Transferable[];
}

/** A worker's methods as called from the page. */
export type Remote<M extends Methods> = {
  [K in keyof M]: (argument: Parameters<M[K]>[0], options?: CallOptions) => ReturnType<M[K]>;
};

type Request = { id: number } & ({ method: string; argument: unknown } | { cancel: true });
type Reply = { id: number } & (
  | { kind: "progress"; progress: Parameters<OnProgress>[0] }
  | { kind: "value"; value: unknown }
  | { kind: "done"; value: unknown }
  | { kind: "failed"; code: ClipscopeErrorCode | undefined; message: string }
);

/** In a worker: answers calls with these methods. */
export function serve(methods: Methods): void {
  const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
  const running = new Map<number, AbortController>();
  scope.addEventListener("message", async ({ data }: MessageEvent<Request>) => {
    const { id } = data;
    if ("cancel" in data) return running.get(id)?.abort();
    const controller = new AbortController();
    running.set(id, controller);
    const transfer: Transferable[] = [];
    const send = (reply: Reply, moved: Transferable[] = []) => scope.postMessage(reply, moved);
    try {
      const value = await methods[data.method](data.argument, {
        signal: controller.signal,
        onProgress: (progress) => send({ id, kind: "progress", progress }),
        emit: (value, moved) => send({ id, kind: "value", value }, moved),
        give: (...buffers) => transfer.push(...buffers),
      });
      send({ id, kind: "done", value }, transfer);
    } catch (error) {
      const code = error instanceof ClipscopeError ? error.code : undefined;
      send({ id, kind: "failed", code, message: error instanceof Error ? error.message : String(error) });
    } finally {
      running.delete(id);
    }
  });
}

/**
 * In the page: a worker's methods as functions. A call rejects with the worker's `ClipscopeError`; if the
 * worker crashes, all its calls reject. Aborting asks the worker to stop, and rejects once it has.
 */
export function connect<M extends Methods>(worker: Worker): Remote<M> {
  const calls = new Map<
    number,
    { options: CallOptions; resolve(value: unknown): void; reject(e: Error): void }
  >();
  let lastId = 0;
  worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
    const call = calls.get(data.id);
    if (!call) return;
    if (data.kind === "progress") return call.options.onProgress?.(data.progress);
    if (data.kind === "value") return call.options.onValue?.(data.value);
    calls.delete(data.id);
    if (data.kind === "failed")
      call.reject(data.code ? new ClipscopeError(data.code, data.message) : new Error(data.message));
    else call.resolve(data.value);
  });
  worker.addEventListener("error", (event) => {
    const message = `A worker stopped: ${event.message || "its script did not load"}. Reload the page.`;
    for (const call of calls.values()) call.reject(new Error(message));
    calls.clear();
  });
  const start = (method: string, argument: unknown, options: CallOptions) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++lastId;
      calls.set(id, { options, resolve, reject });
      options.signal?.addEventListener("abort", () =>
        worker.postMessage({ id, cancel: true } satisfies Request),
      );
      worker.postMessage({ id, method, argument } satisfies Request, options.transfer ?? []);
    });
  return new Proxy({} as Remote<M>, {
    get:
      (_, method) =>
      (argument: unknown, options: CallOptions = {}) =>
        start(String(method), argument, options),
  });
}
