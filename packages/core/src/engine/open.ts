import { ClipscopeError } from "@clipscope/types";
import type { LoadOptions } from "../load.js";
import type { Engine, EngineCheckpoint } from "./engine.js";
import { TfjsEngine } from "./tfjs.js";

/** Starts the engine that was asked for, with a checked checkpoint's parameters. Throws as `loadClip`. */
export async function openEngine(checkpoint: EngineCheckpoint, options: LoadOptions): Promise<Engine> {
  const { engine = "tfjs", dtype = "float32" } = options;
  if (engine === "onnx") {
    const { OnnxEngine } = await import("./onnx.js"); // for those who use it
    return OnnxEngine.open(checkpoint, options);
  }
  if (dtype === "float32") return TfjsEngine.open(checkpoint, options);
  throw new ClipscopeError(
    "bad-argument",
    `The tfjs engine computes in float32. For ${dtype}, pass engine: "onnx".`,
  );
}
