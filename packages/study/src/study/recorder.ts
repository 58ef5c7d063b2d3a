import type { ReadonlySignal } from "@preact/signals-core";
import type { StudyDocument } from "../document/document.js";
import type { Run, RunHistory } from "./runs.js";
import { textSet } from "./texts.js";

/** Records a finished evaluation of a document; `set`: its text set, if it is recomputed on every edit of the set. */
export type Record = (doc: StudyDocument, run: Omit<Run, "id" | "at">, set?: string) => void;

/**
 * Adds evaluations to a history. Those recomputed on every edit are added only if the edit is unchanged after
 * `restMs` milliseconds, so that each letter typed is not a run.
 */
export function createRecorder(
  { add }: RunHistory,
  now: ReadonlySignal<StudyDocument>,
  restMs: number,
): { record: Record; dispose(): void } {
  const timers = new Set<ReturnType<typeof setTimeout>>();
  return {
    record(doc, run, set) {
      if (set === undefined || restMs === 0) return add(run, doc);
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (isSame(doc, now.peek(), set)) add(run, doc);
      }, restMs);
      timers.add(timer);
    },
    dispose() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Whether two documents have the same scores: all parts that scores depend on are equal. */
function isSame(a: StudyDocument, b: StudyDocument, set: string): boolean {
  const parts = ["data", "model", "compareWith", "roles", "sample", "vectors"] as const;
  return (
    parts.every((part) => a[part] === b[part]) &&
    a.edits.relabel === b.edits.relabel &&
    textSet(a, set) === textSet(b, set)
  );
}
