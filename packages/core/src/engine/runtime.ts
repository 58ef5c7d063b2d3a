import { ClipscopeError } from "@clipscope/types";
import type { BackendName } from "../backend.js";
import type { Compiler } from "./compiler.js";

/** What onnxruntime-node and onnxruntime-web have in common. */
export type Ort = Pick<typeof import("onnxruntime-node"), "InferenceSession" | "Tensor" | "env">;

export interface OnnxRuntimeOptions {
  /** "cpu": native kernels, in Node. "webgpu" and "wasm": in a browser; Node has "wasm" too. */
  backend?: BackendName | "auto";
  /** Threads for one operator, or for those of all `streams` together. Default: one for each processor. */
  threads?: number;
  /**
   * Batches that native kernels compute at the same time, each with its own copy of the weights and its share of the
   * threads; threads that need not wait for each other get more done. Default 2. With 1 a single image or text takes
   * less time, and the weights less memory.
   */
  streams?: number;
  /**
   * Browser: where the files of onnxruntime-web are served, as a folder's URL ending in "/" or
   * `{ mjs, wasm }`. Left out, they are where the bundler put them.
   */
  onnxPaths?: string | { mjs?: string; wasm?: string };
}

/** ONNX Runtime, started. */
export interface OnnxRuntime {
  ort: Ort;
  backend: BackendName;
  /** For `InferenceSession.create`. */
  settings: object;
  /** Batches that are computed at the same time. */
  streams: number;
  /** Runs graphs, as many at the same time. */
  openCompiler(): Compiler;
}

/** `unknown-backend`, with what is missing. */
export function noOnnxRuntime(what: string, cause?: unknown): ClipscopeError {
  const reason = cause instanceof Error ? ` (${cause.message.split("\n")[0]})` : "";
  return new ClipscopeError(
    "unknown-backend",
    `The onnx engine can't be used here: there is no ${what}${reason}. Install it, or pass engine: "tfjs".`,
    { cause },
  );
}
