import type { ClipConfig } from "@clipscope/core";
import { ClipscopeError } from "@clipscope/types";
import type { OpenedStep, StepOptions } from "../train/run-training.js";
import { openTfjsStep } from "../train/tfjs-step.js";

/** A training step in WebAssembly. Throws `not-supported` if a compiled one is asked for. */
export async function openTrainingStep(
  config: ClipConfig,
  options: StepOptions,
  wasmPaths?: string | Record<string, string>,
): Promise<OpenedStep> {
  if (options.engine !== "compiled") return openTfjsStep(config, options, wasmPaths);
  throw new ClipscopeError(
    "not-supported",
    'Compiled training steps need Node: leave out engine, or pass engine: "tfjs".',
  );
}
