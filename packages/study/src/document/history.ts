import type { ReadonlySignal } from "@preact/signals-core";
import type { Command } from "./command.js";
import type { StudyDocument } from "./document.js";

/** A document with its past: every change is a command, and can be undone and redone. */
export interface History {
  readonly doc: ReadonlySignal<StudyDocument>;
  readonly canUndo: ReadonlySignal<boolean>;
  readonly canRedo: ReadonlySignal<boolean>;
  /** What undo and redo would change, as a few words: "Rename “cat”". */
  readonly undoTitle: ReadonlySignal<string | undefined>;
  readonly redoTitle: ReadonlySignal<string | undefined>;
  /**
   * Applies a command. Consecutive commands with the same `merge` are one step, such as the letters of a name.
   * `quiet` changes the present without a new step, such as a zoom. A command that changes nothing adds none.
   */
  dispatch(command: Command, options?: { merge?: string; quiet?: boolean }): void;
  undo(): void;
  redo(): void;
}
