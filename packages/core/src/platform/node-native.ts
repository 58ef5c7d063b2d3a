import { isMainThread } from "node:worker_threads";
import { ClipscopeError } from "@clipscope/types";
import type { Ort } from "../engine/runtime.js";

// ONNX Runtime's native library, from 1.30 on, writes a device id and events below the home folder and looks
// up a host to send them to, unless the environment has ORT_DISABLE_TELEMETRY when it starts. It is set when
// core is imported, before anything can load the library, and applies to this process, its threads and its
// children. Threads have a copy of the environment, so it can't be set in a thread whose main thread did not
// import core.
const isSet = isMainThread || process.env.ORT_DISABLE_TELEMETRY === "1";
process.env.ORT_DISABLE_TELEMETRY = "1";

const INSTALL = "npm install onnxruntime-node@1.30.0 --onnxruntime-node-install=skip";

/**
 * Loads ONNX Runtime's native kernels, with telemetry off. Throws `unknown-backend` if they can't be loaded.
 */
export async function loadNative(): Promise<Ort> {
  if (!isSet) {
    throw new ClipscopeError(
      "unknown-backend",
      "ONNX Runtime's native kernels are not used in this thread, where their telemetry can't be turned off. Import @clipscope/core in the main thread too, before this one starts, or run Node with ORT_DISABLE_TELEMETRY=1.",
    );
  }
  try {
    return (await import("onnxruntime-node")) as unknown as Ort;
  } catch (cause) {
    const reason = (cause as Error).message.split("\n")[0];
    throw new ClipscopeError(
      "unknown-backend",
      `ONNX Runtime's native kernels can't be loaded (${reason}). Install them: ${INSTALL}`,
      { cause },
    );
  }
}
