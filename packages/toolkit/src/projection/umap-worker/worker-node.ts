/** The worker module for Node. */
import { parentPort } from "node:worker_threads";
import type { UmapRequest } from "./messages.js";
import { serve } from "./serve.js";

parentPort?.on("message", (request: UmapRequest) =>
  serve(request, (reply, transfer) => parentPort?.postMessage(reply, transfer)),
);
