import { batch, computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { apply } from "./apply.js";
import type { Command } from "./command.js";
import { commandTitle } from "./command-title.js";
import type { StudyDocument } from "./document.js";
import { isPlainObject, sameJson } from "./plain.js";

/** A document with its undo history: every change is a command, and can be undone and redone. */
export interface History {
  readonly doc: ReadonlySignal<StudyDocument>;
  readonly canUndo: ReadonlySignal<boolean>;
  readonly canRedo: ReadonlySignal<boolean>;
  /** Titles of the commands that undo and redo would apply to, such as "Rename “cat”". */
  readonly undoTitle: ReadonlySignal<string | undefined>;
  readonly redoTitle: ReadonlySignal<string | undefined>;
  /** Titles of the steps that can be undone, the oldest first. */
  readonly past: ReadonlySignal<readonly string[]>;
  /** Titles of the steps that can be redone, the one that would be redone next last. */
  readonly future: ReadonlySignal<readonly string[]>;
  /**
   * Applies a command. Consecutive commands with the same `merge` become one step, such as the letters of a name.
   * `quiet` changes the document without adding a step, as for a zoom: undo and redo leave the change in place. A
   * command that changes nothing adds no step. `title`: of the step, in the place of the command's own. Throws the
   * errors of `apply`, and then changes nothing.
   */
  dispatch(command: Command, options?: { merge?: string; quiet?: boolean; title?: string }): void;
  /** Undoes a number of steps, by default one; fewer if there are no more. */
  undo(steps?: number): void;
  redo(steps?: number): void;
}

/** Steps kept for undo; the oldest is dropped. */
const MAX_STEPS = 1000;

interface Step {
  title: string;
  before: StudyDocument;
  after: StudyDocument;
  merge?: string;
}

/** A new history that starts with a document and has no steps. */
export function createHistory(initial: StudyDocument): History {
  const doc = signal(initial);
  const past = signal<readonly Step[]>([]);
  const future = signal<readonly Step[]>([]);
  const undo = () => {
    const step = past.peek().at(-1);
    if (!step) return;
    doc.value = transfer(doc.peek(), step.after, step.before);
    past.value = past.peek().slice(0, -1);
    future.value = [...future.peek(), { ...step, merge: undefined }];
  };
  const redo = () => {
    const step = future.peek().at(-1);
    if (!step) return;
    doc.value = transfer(doc.peek(), step.before, step.after);
    past.value = [...past.peek(), step];
    future.value = future.peek().slice(0, -1);
  };
  return {
    doc,
    past: computed(() => past.value.map(({ title }) => title)),
    future: computed(() => future.value.map(({ title }) => title)),
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
    undoTitle: computed(() => past.value.at(-1)?.title),
    redoTitle: computed(() => future.value.at(-1)?.title),
    dispatch(command, { merge, quiet, title } = {}) {
      const before = doc.peek();
      const after = apply(before, command);
      if (after === before) return;
      batch(() => {
        if (!quiet) {
          const step = { title: title ?? commandTitle(before, command), before, after, merge };
          past.value = withStep(past.peek(), step).slice(-MAX_STEPS);
          future.value = [];
        }
        doc.value = after;
      });
    },
    undo: (steps = 1) => batch(() => times(steps, undo)),
    redo: (steps = 1) => batch(() => times(steps, redo)),
  };
}

function times(n: number, work: () => void): void {
  for (let i = 0; i < n; i++) work();
}

/** The undo steps with one added, or merged into the last; a merged step that cancels itself out is dropped. */
function withStep(past: readonly Step[], step: Step): readonly Step[] {
  const last = past.at(-1);
  if (!last || step.merge === undefined || last.merge !== step.merge) return [...past, step];
  const merged = { ...last, after: transfer(last.after, step.before, step.after) };
  const rest = past.slice(0, -1);
  return sameJson(merged.before, merged.after) ? rest : [...rest, merged];
}

/**
 * Applies to `doc` the difference between two other documents: replaces the fields, and the options of views, that
 * differ between them. Other fields of `doc` stay.
 */
function transfer(doc: StudyDocument, from: StudyDocument, to: StudyDocument): StudyDocument {
  if (doc === from) return to;
  const next = mix({ ...doc }, { ...from }, { ...to }, 2) as unknown as StudyDocument;
  return next.texts.some(({ id }) => id === next.active) ? next : { ...next, active: to.active };
}

type Fields = Record<string, unknown>;

/** `depth`: levels below `views` whose fields are compared one by one. */
function mix(doc: Fields, from: Fields, to: Fields, depth: number): Fields {
  const next = new Map(Object.entries(doc));
  for (const field of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [old, now, here] = [from, to, doc].map((each) =>
      Object.hasOwn(each, field) ? each[field] : undefined,
    );
    if (sameJson(old, now)) continue;
    const nested = (depth < 2 || field === "views") && depth > 0;
    if (nested && isPlainObject(old ?? {}) && isPlainObject(now ?? {}) && isPlainObject(here ?? {})) {
      const mixed = mix((here ?? {}) as Fields, (old ?? {}) as Fields, (now ?? {}) as Fields, depth - 1);
      if (depth === 2 || Object.keys(mixed).length > 0) next.set(field, mixed);
      else next.delete(field);
    } else if (now === undefined) next.delete(field);
    else next.set(field, now);
  }
  return Object.fromEntries(next);
}
