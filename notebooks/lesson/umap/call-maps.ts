import type { Positions } from "@clipscope/toolkit/projection";
import { ClipscopeError, type ClipscopeErrorCode } from "@clipscope/types";
import url from "./map.worker.js?worker&url";
import type { MapMethods } from "./methods.js";
import type { MapReply, MapRequest } from "./serve-maps.js";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onPositions?: ((positions: Positions) => void) | undefined;
}

let worker: Worker | undefined;
let last = 0;
const waiting = new Map<number, Waiting>();

/** Calls a method in the page's map worker, which has no model and starts at once. Throws its errors, and `cancelled`. */
export function callMaps<M extends keyof MapMethods>(
  method: M,
  argument: Parameters<MapMethods[M]>[0],
  { signal, onPositions }: { signal?: AbortSignal; onPositions?: (positions: Positions) => void } = {},
): ReturnType<MapMethods[M]> {
  worker ??= started();
  const id = ++last;
  const post = (request: MapRequest) => worker?.postMessage(request);
  signal?.addEventListener("abort", () => post({ id, cancel: true }), { once: true });
  return new Promise<unknown>((resolve, reject) => {
    waiting.set(id, { resolve, reject, onPositions });
    post({ id, method, argument, streaming: onPositions !== undefined });
  }) as ReturnType<MapMethods[M]>;
}

function started(): Worker {
  const made = new Worker(url, { type: "module", name: "maps" });
  made.onmessage = ({ data }: MessageEvent<MapReply>) => {
    const asked = waiting.get(data.id);
    if ("positions" in data) return asked?.onPositions?.(data.positions);
    waiting.delete(data.id);
    if ("value" in data) asked?.resolve(data.value);
    else asked?.reject(new ClipscopeError(data.error.code as ClipscopeErrorCode, data.error.message));
  };
  made.onerror = ({ message }) => {
    for (const { reject } of waiting.values()) {
      reject(new ClipscopeError("worker-lost", `The worker that lays out maps failed: ${message}`));
    }
    waiting.clear();
    worker = undefined;
  };
  return made;
}
