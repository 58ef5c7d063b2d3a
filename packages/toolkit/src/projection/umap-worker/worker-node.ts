/** The module that a Node worker thread runs. */
import { parentPort } from "node:worker_threads";
import type { UmapRequest } from "./messages.js";
import { serve } from "./serve.js";

parentPort?.on("message", (request: UmapRequest) =>
  serve(request, (reply, transfer) => parentPort?.postMessage(reply, transfer)),
);
