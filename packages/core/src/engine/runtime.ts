import { ClipscopeError } from "@clipscope/types";
import type { BackendName } from "../backend.js";
import type { OnNotice } from "../notice.js";
import type { Compiler } from "./compiler.js";

/** What onnxruntime-node and onnxruntime-web have in common. */
export type Ort = Pick<typeof import("onnxruntime-web"), "InferenceSession" | "Tensor" | "env">;

export interface OnnxRuntimeOptions {
  /** "cpu": native kernels, in Node. "webgpu" and "wasm": in a browser; Node has "wasm" too. */
  backend?: BackendName | "auto";
  /**
   * Threads for one operator, or for those of all `streams` together. Default: one for each processor. In a browser only
   * cross-origin isolated pages have threads, and by default only in a worker: many bundlers put ONNX Runtime where its
   * threads would run the page's own program.
   */
  threads?: number;
  /**
   * Batches that native kernels compute at the same time, each with its own copy of the weights and its share of the
   * threads; threads that need not wait for each other get more done. Default 2. With 1 a single image or text takes
   * less time, and the weights less memory.
   */
  streams?: number;
  /** Told when a slower build of ONNX Runtime is used than could be installed. Default: a warning of Node's process. */
  onNotice?: OnNotice;
  /**
   * Browser: where the files of onnxruntime-web are served, as a folder's URL ending in "/" or
   * `{ mjs, wasm }`. Left out, they are where the bundler put them.
   */
  onnxPaths?: string | { mjs?: string; wasm?: string };
}

/** What the arithmetic asks of the runtime that is chosen for it. */
export interface OnnxNeeds {
  /** Whether a graphics card can do it. Default true. */
  gpu?: boolean;
}

/** ONNX Runtime, started. */
export interface OnnxRuntime {
  ort: Ort;
  backend: BackendName;
  /** For `InferenceSession.create`. */
  settings: object;
  /** Batches that are computed at the same time. */
  streams: number;
  /** Whether tensors can stay in files on this machine. */
  mapsFiles?: boolean;
  /** Runs graphs, as many at the same time. */
  openCompiler(): Compiler;
}

/** `unknown-backend`: what of ONNX Runtime is not there, why, and what to do. */
export function noOnnxRuntime(what: string, advice: string, cause?: unknown): ClipscopeError {
  const reason = cause instanceof Error ? ` (${cause.message.split("\n")[0]})` : "";
  return new ClipscopeError("unknown-backend", `The onnx engine can't use ${what}${reason}. ${advice}`, {
    cause,
  });
}

/** `unknown-backend` for one that the onnx engine has not. */
export function noOnnxBackend(backend: string, known: readonly BackendName[], where: string): ClipscopeError {
  const names = known.map((name) => `"${name}"`).join(" and ");
  return noOnnxRuntime(
    `a backend "${backend}"`,
    `${where} it has ${names}; other backends are those of engine: "tfjs".`,
  );
}
