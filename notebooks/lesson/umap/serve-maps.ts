import { ClipscopeError } from "@clipscope/types";
import type { MapMethods, MethodHow } from "./methods.js";
import { mapMethods } from "./methods.js";

/** A request to the map worker, or the end of one. */
export type MapRequest =
  | { id: number; method: keyof MapMethods; argument: unknown; streaming: boolean }
  | { id: number; cancel: true };

/** Its replies: any number of forming maps, then a value or an error. */
export type MapReply =
  | { id: number; positions: { x: Float32Array; y: Float32Array } }
  | { id: number; value: unknown }
  | { id: number; error: { code: string; message: string } };

interface Scope {
  addEventListener(type: "message", listen: (event: { data: MapRequest }) => void): void;
  postMessage(message: MapReply): void;
}

/** Answers requests one after another; a cancelled one is dropped or stopped. */
export function serveMaps(scope: Scope): void {
  const running = new Map<number, AbortController>();
  let queue = Promise.resolve();
  scope.addEventListener("message", ({ data }) => {
    if ("cancel" in data) return running.get(data.id)?.abort();
    const { id, method, argument, streaming } = data;
    const controller = new AbortController();
    running.set(id, controller);
    queue = queue.then(async () => {
      try {
        if (controller.signal.aborted) throw new ClipscopeError("cancelled", "The map was cancelled.");
        const how: MethodHow = {
          signal: controller.signal,
          ...(streaming && { onPositions: (positions) => scope.postMessage({ id, positions }) }),
        };
        const call = mapMethods[method] as (argument: unknown, how: MethodHow) => Promise<unknown>;
        scope.postMessage({ id, value: await call(argument, how) });
      } catch (error) {
        const code = error instanceof ClipscopeError ? error.code : "bad-argument";
        scope.postMessage({ id, error: { code, message: (error as Error).message } });
      }
      running.delete(id);
    });
  });
}
