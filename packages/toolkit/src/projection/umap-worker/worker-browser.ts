/** The worker module for browsers. */
import type { UmapRequest } from "./messages.js";
import { serve } from "./serve.js";

interface WorkerScope {
  addEventListener(type: "message", listen: (event: { data: UmapRequest }) => void): void;
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}
const scope = globalThis as unknown as WorkerScope;
scope.addEventListener("message", ({ data }) =>
  serve(data, (reply, transfer) => scope.postMessage(reply, transfer)),
);
