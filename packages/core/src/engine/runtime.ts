import { ClipscopeError } from "@clipscope/types";
import type { BackendName } from "../backend.js";
import type { OnNotice } from "../notice.js";
import type { Compiler } from "./compiler.js";

/** The common interface of onnxruntime-node and onnxruntime-web. */
export type Ort = Pick<typeof import("onnxruntime-web"), "InferenceSession" | "Tensor" | "env">;

export interface OnnxRuntimeOptions {
  /** "cpu": native kernels, in Node. "webgpu" and "wasm": in browsers; Node has "wasm" too. */
  backend?: BackendName | "auto";
  /**
   * Number of threads per operator, in total over all `streams`. Default: one per CPU. In browsers only
   * cross-origin isolated pages have threads, and by default only workers use them: many bundlers place ONNX
   * Runtime where its threads would run the page's own program.
   */
  threads?: number;
  /**
   * Number of batches that native kernels compute concurrently, each with its own copy of the weights and its
   * share of the threads, which increases throughput. Default 2. With 1, a single image or text takes less
   * time and the weights take less memory.
   */
  streams?: number;
  /** Called when a faster build of ONNX Runtime could be installed. Default: a Node process warning. */
  onNotice?: OnNotice;
  /**
   * Browser: location of onnxruntime-web's files, as a folder URL ending in "/" or `{ mjs, wasm }`. Default:
   * where the bundler put them.
   */
  onnxPaths?: string | { mjs?: string; wasm?: string };
}

/** Requirements of the arithmetic on the runtime. */
export interface OnnxNeeds {
  /** Whether a GPU can run it. Default true. */
  gpu?: boolean;
}

/** A started ONNX Runtime. */
export interface OnnxRuntime {
  ort: Ort;
  backend: BackendName;
  /** Options for `InferenceSession.create`. */
  settings: object;
  /** Number of threads in total; absent on a GPU. */
  threads?: number;
  /** Number of batches computed concurrently. */
  streams: number;
  /** Whether tensors can stay in local files. */
  mapsFiles?: boolean;
  /** Opens a compiler that runs this many graphs concurrently. */
  openCompiler(): Compiler;
}

/** The `unknown-backend` error for a missing part of ONNX Runtime, with the reason and a fix. */
export function noOnnxRuntime(what: string, advice: string, cause?: unknown): ClipscopeError {
  const reason = cause instanceof Error ? ` (${cause.message.split("\n")[0]})` : "";
  return new ClipscopeError("unknown-backend", `The onnx engine can't use ${what}${reason}. ${advice}`, {
    cause,
  });
}

/** The `unknown-backend` error for a backend that the onnx engine does not have. */
export function noOnnxBackend(backend: string, known: readonly BackendName[], where: string): ClipscopeError {
  const names = known.map((name) => `"${name}"`).join(" and ");
  return noOnnxRuntime(
    `a backend "${backend}"`,
    `${where} it has ${names}; other backends are those of engine: "tfjs".`,
  );
}
