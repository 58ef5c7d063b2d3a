import type { Manifest, Proportion, TestLooks } from "@clipscope/toolkit";
import type { ReadonlySignal } from "@preact/signals-core";
import type { StudyDocument } from "../document/document.js";

/** A finished evaluation: what was measured, on which data and model, and its manifest. Saved with the study. */
export interface Run {
  id: string;
  /** ISO 8601, UTC. */
  at: string;
  /** The experiment's id, such as "zero-shot". */
  kind: string;
  title: string;
  accuracy?: Proportion;
  manifest: Manifest;
}

export interface RunHistory {
  readonly all: ReadonlySignal<readonly Run[]>;
  /** Number of times that each test split was used. */
  readonly looks: ReadonlySignal<readonly TestLooks[]>;
  /**
   * Adds a run unless the same evaluation with the same result is already there. `document`: the one that was
   * evaluated.
   */
  add(run: Omit<Run, "id" | "at">, document?: StudyDocument): void;
  /** The document that a run evaluated; undefined for runs that came with a file. */
  documentOf(id: string): StudyDocument | undefined;
  remove(id: string): void;
}
