import { ClipscopeError, checkOneOf } from "@clipscope/types";
import { onnxBackends } from "#platform";
import { type BackendOptions, backendNames } from "../backend.js";
import { notify } from "../notice.js";
import { weightTypes } from "../onnx/weights.js";
import { TfjsEngine } from "../tfjs/engine.js";
import { type Engine, type EngineCheckpoint, type EngineName, engineNames } from "./engine.js";
import type { OnnxOptions } from "./onnx.js";

export interface EngineOptions extends BackendOptions, Omit<OnnxOptions, "backend"> {
  /**
   * Engine to use; see `EngineName`. "auto" (default): the fastest available that supports the requested
   * backend and dtype.
   */
  engine?: EngineName | "auto";
}

export const ENGINE_OPTIONS = [
  "engine",
  "backend",
  "wasmPaths",
  "dtype",
  "threads",
  "streams",
  "onnxPaths",
  "onNotice",
] as const;

/** Throws `bad-argument` for an unknown engine or dtype, and `unknown-backend` for an unknown backend. */
export function checkEngineOptions({
  engine = "auto",
  backend = "auto",
  dtype = "float32",
}: EngineOptions): void {
  checkOneOf("engine", engine, ["auto", ...engineNames]);
  checkOneOf("dtype", dtype, weightTypes);
  const backends: readonly string[] = ["auto", ...backendNames];
  if (backends.includes(backend)) return;
  throw new ClipscopeError(
    "unknown-backend",
    `backend is ${JSON.stringify(backend)}: it must be one of ${backends.join(", ")}.`,
  );
}

/** Starts the requested engine with a checked checkpoint's parameters. Throws the errors of `loadClip`. */
export async function openEngine(checkpoint: EngineCheckpoint, options: EngineOptions): Promise<Engine> {
  const { engine = "auto", backend = "auto", dtype = "float32" } = options;
  if (engine === "onnx") return openOnnx(checkpoint, options);
  if (engine === "tfjs") return openTfjs(checkpoint, options);
  if (dtype === "float32" && backend !== "auto" && !onnxBackends.includes(backend)) {
    return openTfjs(checkpoint, options);
  }
  try {
    return await openOnnx(checkpoint, options);
  } catch (error) {
    const isAbsent = error instanceof ClipscopeError && error.code === "unknown-backend";
    if (!isAbsent || dtype !== "float32" || backend === "cpu") throw error; // tfjs's cpu is a hundred times slower
    const instead = await openTfjs(checkpoint, options).catch(() => {
      throw error;
    });
    notify(`Using the slower tfjs engine. ${error.message}`, options.onNotice);
    return instead;
  }
}

async function openOnnx(checkpoint: EngineCheckpoint, options: EngineOptions): Promise<Engine> {
  const { OnnxEngine } = await import("./onnx.js"); // for users of it
  return OnnxEngine.open(checkpoint, options);
}

async function openTfjs(checkpoint: EngineCheckpoint, options: EngineOptions): Promise<Engine> {
  const { dtype = "float32" } = options;
  if (dtype === "float32") return TfjsEngine.open(checkpoint, options);
  throw new ClipscopeError(
    "bad-argument",
    `The tfjs engine computes in float32. For ${dtype}, pass engine: "onnx".`,
  );
}
