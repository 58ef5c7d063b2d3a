import { ClipscopeError } from "@clipscope/types";
import { type ReadonlySignal, signal } from "@preact/signals-core";
import type {
  Compute,
  ProvidedFile,
  TrainedModel,
  TrainingMeasures,
  TrainingReport,
  TrainRequest,
} from "../compute/compute.js";
import type { ModelRef, StudyDocument } from "../document/document.js";
import { asError, handled } from "./entry.js";
import type { Jobs } from "./job.js";
import { specOf } from "./sources.js";

/** What to train; see `TrainRequest`. Default: the study's data and seed. */
export interface TrainSettings extends Omit<TrainRequest, "run" | "data" | "seed"> {
  /** Name of the run and of its model. Default: "trained model 1" and so on. */
  name?: string;
  data?: TrainRequest["data"];
  seed?: number;
}

/** A training run of a study. */
export interface TrainingRun {
  readonly name: string;
  readonly status: ReadonlySignal<"running" | "paused" | "done" | "cancelled" | "failed">;
  /** One for each step completed, in order. */
  readonly reports: ReadonlySignal<readonly TrainingReport[]>;
  /** The latest measurement. */
  readonly measured: ReadonlySignal<TrainingMeasures | undefined>;
  /** Why it failed. */
  readonly error: ReadonlySignal<ClipscopeError | undefined>;
  /** Pauses after the current step. Has no effect on a run that has ended; likewise the others. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  cancel(): void;
  /** `model`: reference to the trained model in this study; absent for methods that give no CLIP checkpoint. */
  readonly done: Promise<TrainedModel & { model?: ModelRef }>;
}

interface Where {
  compute: Compute;
  jobs: Jobs;
  provide(name: string, files: readonly ProvidedFile[]): void;
}

let last = 0;

/** Starts a run on a study's data. Throws `bad-argument` if no data are open. */
export function startTraining(doc: StudyDocument, settings: TrainSettings, where: Where): TrainingRun {
  const { name = `trained model ${++last}`, data, seed = doc.seed, ...rest } = settings;
  if (!data && !doc.data) {
    throw new ClipscopeError(
      "bad-argument",
      "No data are open: open images with captions or labels to learn from.",
    );
  }
  const request: TrainRequest = { ...rest, run: name, data: data ?? specOf(doc), seed };
  const status = signal<"running" | "paused" | "done" | "cancelled" | "failed">("running");
  const reports = signal<readonly TrainingReport[]>([]);
  const measured = signal<TrainingMeasures | undefined>(undefined);
  const error = signal<ClipscopeError | undefined>(undefined);
  const control = new AbortController();
  const hasEnded = () => status.peek() !== "running" && status.peek() !== "paused";

  const onPartial = (report: TrainingReport) => {
    // A restarted worker begins again, and runs.
    const before = reports.peek().filter(({ step }) => step < report.step);
    if (before.length < reports.peek().length) status.value = "running";
    reports.value = [...before, report];
    if (report.measured) measured.value = report.measured;
  };
  const run = async () => {
    try {
      const trained = await where.jobs.run(
        { title: "Training a model", unit: "steps", signal: control.signal },
        ({ signal, onProgress }) => where.compute.train(request, { signal, onProgress, onPartial }),
      );
      status.value = "done";
      if (!trained.files) return trained;
      where.provide(name, trained.files);
      return { ...trained, model: { kind: "files", name } as const };
    } catch (reason) {
      const failure = asError(reason);
      status.value = failure.code === "cancelled" ? "cancelled" : "failed";
      error.value = failure;
      throw failure;
    }
  };
  const setPaused = async (paused: boolean) => {
    if (hasEnded()) return;
    try {
      await where.compute.pauseTraining({ run: name, paused });
    } catch (reason) {
      // It ended meanwhile, or a restarted worker has not begun it again.
      if (asError(reason).code === "not-found") return;
      throw reason;
    }
    if (!hasEnded()) status.value = paused ? "paused" : "running";
  };
  return {
    name,
    status,
    reports,
    measured,
    error,
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    cancel: () => control.abort(),
    done: handled(run()),
  };
}
