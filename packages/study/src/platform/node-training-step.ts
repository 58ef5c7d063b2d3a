import type { ClipConfig } from "@clipscope/core";
import { ClipscopeError } from "@clipscope/types";
import type { OpenedStep, StepOptions } from "../train/run-training.js";
import { openTfjsStep } from "../train/tfjs-step.js";

/** A compiled training step if ONNX Runtime is installed, otherwise one in WebAssembly. */
export async function openTrainingStep(
  config: ClipConfig,
  options: StepOptions,
  wasmPaths?: string | Record<string, string>,
): Promise<OpenedStep> {
  if (options.engine === "tfjs") return openTfjsStep(config, options, wasmPaths);
  try {
    const { CompiledStep } = await import("@clipscope/core/training/compiled");
    const { batchSize, textLength, method, threads } = options;
    const step = await CompiledStep.create(config, {
      ...{ batchSize, textLength, method },
      ...(threads !== undefined && { threads }),
    });
    return { step, engine: "compiled", backend: "cpu" };
  } catch (error) {
    const isMissing = error instanceof ClipscopeError && error.code === "unknown-backend";
    if (options.engine === "compiled" || !isMissing) throw error;
    return openTfjsStep(config, options, wasmPaths);
  }
}
