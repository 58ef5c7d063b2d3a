import { ClipscopeError } from "@clipscope/types";
import { holdLock } from "../../platform/web-lock.js";
import type { CallHow, Compute } from "../compute.js";
import { failureOf } from "./failure.js";
import { transferOf } from "./hand-over.js";
import { JOBS, type Method, type ToPage, type ToWorker } from "./messages.js";
import { type Endpoint, portOf } from "./port.js";
import { toWire } from "./wire.js";

/**
 * In a worker: answers the calls of the page's `workerCompute`. `endpoint` is the worker's global scope by default;
 * in a Node thread, pass `parentPort`. An error of a call is sent with its code and message; the page treats an
 * error outside calls as the end of the worker.
 */
export function serveCompute(compute: Compute, endpoint = globalThis as unknown as Endpoint): void {
  const port = portOf(endpoint);
  const running = new Map<number, AbortController>();
  const post = (message: ToPage, transfer?: readonly Transferable[]) => port.post(message, transfer);

  const answer = async (id: number, method: Method, request: unknown, partial: boolean) => {
    const controller = new AbortController();
    const { signal } = controller;
    running.set(id, controller);
    /** Sends, unless the page has cancelled the call. */
    const send = (message: ToPage, transfer?: readonly Transferable[]) => {
      if (!signal.aborted) post(message, transfer);
    };
    const how: CallHow<unknown> = {
      signal,
      onProgress: (progress) => send({ kind: "progress", id, progress }),
      ...(partial && { onPartial: (part) => send({ kind: "partial", id, part }, transferOf(part)) }),
    };
    try {
      const call = compute[method] as (request: unknown, how: CallHow<unknown>) => Promise<unknown>;
      const value = await call.call(compute, request, how);
      send({ kind: "done", id, value: toWire(method, value) }, transferOf(value));
    } catch (error) {
      send({ kind: "failed", id, failure: failureOf(explained(error, method)) });
    } finally {
      running.delete(id);
    }
  };

  const stop = () => {
    for (const controller of running.values()) controller.abort();
    compute.dispose();
    port.close();
  };

  port.listen({
    message(data) {
      const message = data as ToWorker;
      if (message.kind === "ping") post({ kind: "pong" });
      else if (message.kind === "provide") compute.provide(message.name, message.files);
      else if (message.kind === "cancel") running.get(message.id)?.abort();
      else if (message.kind === "dispose") stop();
      else void answer(message.id, message.method, message.request, message.partial);
    },
    unreadable: () => post({ kind: "unreadable" }),
    lost() {
      for (const controller of running.values()) controller.abort();
    },
  });
  post({ kind: "ready" });
  holdLock((name) => post({ kind: "lock", name }));
}

/** The failure for a result that can't be sent, such as one that contains a function. */
function explained(error: unknown, method: Method): unknown {
  if (!(error instanceof Error) || error.name !== "DataCloneError") return error;
  const message = `${JOBS[method]} has a result that a worker can't send: ${error.message}`;
  return new ClipscopeError("internal", message, { cause: error });
}
