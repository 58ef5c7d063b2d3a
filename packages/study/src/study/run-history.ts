import { diffManifests, testLooks } from "@clipscope/toolkit/records";
import { computed, signal } from "@preact/signals-core";
import type { StudyDocument } from "../document/document.js";
import type { Run, RunHistory } from "./runs.js";

/** Creates a history, starting with the runs saved with a study. `now` returns the time to record for a new run. */
export function createRunHistory(saved: readonly Run[] = [], now: () => Date = () => new Date()): RunHistory {
  const all = signal<readonly Run[]>(saved);
  const documents = new Map<string, StudyDocument>();
  return {
    all,
    looks: computed(() => testLooks({ runs: all.value.map(({ manifest }) => manifest) })),
    documentOf: (id) => documents.get(id),
    add(run, document) {
      if (all.peek().some((other) => isSame(other, run))) return;
      const id = String(1 + Math.max(0, ...all.peek().map((other) => Number(other.id) || 0)));
      if (document) documents.set(id, document);
      all.value = [...all.peek(), { ...run, id, at: now().toISOString() }];
    },
    remove(id) {
      documents.delete(id);
      all.value = all.peek().filter((run) => run.id !== id);
    },
  };
}

type New = Omit<Run, "id" | "at">;

const isSame = (a: New, b: New): boolean =>
  a.kind === b.kind &&
  JSON.stringify(a.accuracy) === JSON.stringify(b.accuracy) &&
  diffManifests(a.manifest, b.manifest).length === 0;
