import type { ClipConfig } from "@clipscope/core";
import type { BackendOptions } from "@clipscope/core/tfjs";
import { TfjsStep } from "@clipscope/core/training";
import type { OpenedStep, StepOptions } from "./run-training.js";

/**
 * A training step in WebAssembly: for models this small it is faster than a GPU, whose kernels take longer to start
 * than to run, and it gives the same losses on every machine.
 */
export async function openTfjsStep(
  config: ClipConfig,
  { method }: StepOptions,
  wasmPaths: BackendOptions["wasmPaths"],
): Promise<OpenedStep> {
  const { openBackend, withBackend } = await import("@clipscope/core/tfjs");
  const backend = await openBackend({ backend: "wasm", ...(wasmPaths !== undefined && { wasmPaths }) });
  const step = new TfjsStep(config, method);
  return {
    engine: "tfjs",
    backend,
    step: {
      run: (parameters, batch) => withBackend(backend, () => step.run(parameters, batch)),
      embedImages: (parameters, pixels) => withBackend(backend, () => step.embedImages(parameters, pixels)),
      embedTexts: (parameters, texts) => withBackend(backend, () => step.embedTexts(parameters, texts)),
      dispose: () => step.dispose(),
    },
  };
}
