import { ClipscopeError } from "@clipscope/types";
import { openTrainingStep } from "#platform";
import type { TrainedModel, TrainingReport, TrainRequest } from "../../train/training.js";
import type { OpenDatasets } from "./datasets.js";
import type { LocalComputeOptions } from "./options.js";
import type { RunHow } from "./shared-runs.js";
import { studyData } from "./study-data.js";

interface Control {
  paused: boolean;
  wake(): void;
}

/** Training runs under way, which can be paused. */
export class Trainings {
  readonly #controls = new Map<string, Control>();

  constructor(
    readonly datasets: OpenDatasets,
    readonly load: LocalComputeOptions["load"],
  ) {}

  async train(
    request: TrainRequest,
    { signal, onProgress, onPartial }: RunHow<TrainingReport>,
  ): Promise<TrainedModel> {
    const control: Control = { paused: false, wake() {} };
    this.#controls.set(request.run, control);
    const { wasmPaths } = this.load ?? {};
    try {
      const opened = await this.datasets.open(request.data.ref, { signal, onProgress });
      const { dataset, sampled } = studyData(opened, request.data);
      const { runTraining } = await import("../../train/run-training.js");
      return await runTraining(dataset, sampled, request, {
        signal,
        onProgress,
        onReport: onPartial,
        rest: () => restUntilWanted(control, signal),
        openStep: (config, options) => openTrainingStep(config, options, wasmPaths),
      });
    } finally {
      this.#controls.delete(request.run);
    }
  }

  /** Pauses a run after its current step, or lets it go on. Throws `not-found` if it is not under way. */
  async pause({ run, paused }: { run: string; paused: boolean }): Promise<void> {
    const control = this.#controls.get(run);
    if (!control) {
      throw new ClipscopeError(
        "not-found",
        `No training run "${run}" is under way: it has ended, or not begun.`,
      );
    }
    control.paused = paused;
    if (!paused) control.wake();
  }
}

/** Lets other requests be answered, and waits while the run is paused. */
async function restUntilWanted(control: Control, signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  while (control.paused && !signal.aborted) {
    await new Promise<void>((resolve) => {
      control.wake = resolve;
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }
}
