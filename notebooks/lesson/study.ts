import { defaultStudy } from "@clipscope/mini/story";
import { type Compute, createStudy, type Study, type StudyDocument } from "@clipscope/study";
import { effect } from "@preact/signals-core";
import { startCompute } from "#compute";
import type { LessonMethods } from "./local-compute.js";
import type { LookedAt, SeenImage } from "./look.js";

let compute: Compute | undefined;
const opened = new Set<Study>();

/**
 * The one that computes, and holds the model, the drawings and everything embedded: the page's worker, in Node the
 * process itself. Started when first needed.
 */
export function lessonCompute(): Compute {
  compute ??= startCompute();
  return compute;
}

/**
 * Opens a study in the page's worker: the explorer's own study with changes, such as
 * `{ data: { kind: "builtin", id: "renditions", parts: ["twemoji"] } }`. What an earlier visit or the explorer has
 * embedded is read, not computed. A field set to undefined is left out: `{ sample: undefined }` takes all rows.
 */
export function openLessonStudy(changes: Partial<StudyDocument> = {}): Study {
  const document = withChanges(changes);
  const study = createStudy(document, { compute: lessonCompute() });
  opened.add(study);
  for (const listener of listeners) listener();
  return study;
}

/** The explorer's own study with changes. */
export function withChanges(changes: Partial<StudyDocument>): StudyDocument {
  const merged = { ...defaultStudy(), ...changes };
  return Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== undefined),
  ) as unknown as StudyDocument;
}

type Answer<N extends keyof LessonMethods> = Awaited<ReturnType<LessonMethods[N]>>;

/** Calls one of the worker's own methods, such as "story/shifts", and keeps its answer for equal calls. */
export function ask<N extends keyof LessonMethods>(
  name: N,
  argument: unknown = {},
  onPartial?: (part: never) => void,
): Promise<Answer<N>> {
  const key = `${name} ${JSON.stringify(argument)}`;
  const known = onPartial ? undefined : answers.get(key);
  if (known) return known as Promise<Answer<N>>;
  const work = startWork(name);
  const answer = lessonCompute()
    .extension<Answer<N>>(
      { name, argument },
      { onProgress: work.onProgress, ...(onPartial && { onPartial: onPartial as (part: unknown) => void }) },
    )
    .finally(work.end);
  if (onPartial) return answer;
  // A failure is asked for again.
  answer.catch(() => answers.delete(key));
  answers.set(key, answer);
  return answer;
}

/** Pictures as the model sees them, with their vectors: built-in drawings by key, or files. */
export function look(images: readonly LookedAt[]): Promise<SeenImage[]> {
  const argument = { images };
  // Files are not told apart in a key.
  return ask("lesson/images", argument, images.some((image) => image instanceof Blob) ? () => {} : undefined);
}

const answers = new Map<string, Promise<unknown>>();

/** A running computation, as the progress line shows it. */
export interface Work {
  stage: string;
  done: number;
  total: number;
}

const asked = new Map<number, Work>();
const listeners = new Set<() => void>();
let next = 0;

/** Shows a computation that the page itself follows in the progress line; `tick` says that another of its steps is done. */
export async function withProgress<T>(
  stage: string,
  total: number,
  work: (tick: () => void) => Promise<T>,
): Promise<T> {
  const { onProgress, end } = startWork(stage);
  let done = 0;
  const report = () => onProgress({ stage, done: done++, total });
  report();
  try {
    return await work(report);
  } finally {
    end();
  }
}

function startWork(name: string) {
  const id = next++;
  const tell = (work: Work) => {
    asked.set(id, work);
    for (const listener of listeners) listener();
  };
  tell({ stage: TITLES[name] ?? "computing", done: 0, total: 0 });
  return {
    onProgress: ({ stage, done, total }: Work) => tell({ stage, done, total }),
    end: () => {
      asked.delete(id);
      for (const listener of listeners) listener();
    },
  };
}

const TITLES: Readonly<Record<string, string>> = {
  "story/about": "opening the drawings",
  "story/shifts": "measuring the models on other artists' drawings",
  "lesson/corruptions": "scoring corrupted drawings",
  "published-shifts": "fitting lines to published results",
  "lesson/labels/few-shot": "fitting probes to a few labels",
  "lesson/labels/features": "fitting probes",
  "lesson/labels/leak": "fitting probes",
  "lesson/fails/tasks": "answering questions about scenes",
  "lesson/fails/attack": "looking at labeled drawings",
  "lesson/fails/fine": "naming drawings among close names",
  "lesson/fails/none": "looking at what is not on the list",
  "lesson/fails/wordings": "reading the wordings",
  "lesson/fails/people": "looking at drawings of people",
  "lesson/fails/work": "naming work",
  "lesson/model": "opening the model",
  "lesson/images": "looking at pictures",
  "lesson/texts": "reading sentences",
  "lesson/umap/vectors": "embedding drawings",
};

/** Calls `show` with everything that is running, now and whenever it changes. */
export function followWork(show: (running: readonly Work[]) => void): () => void {
  const stops: (() => void)[] = [];
  const followed = new Set<Study>();
  const tell = () => {
    for (const study of opened) {
      if (followed.has(study)) continue;
      followed.add(study);
      stops.push(effect(() => void (study.jobs.running.value && queueMicrotask(tell))));
    }
    show([...[...opened].flatMap((study) => study.jobs.running.peek()), ...asked.values()]);
  };
  listeners.add(tell);
  tell();
  return () => {
    listeners.delete(tell);
    for (const stop of stops) stop();
  };
}
