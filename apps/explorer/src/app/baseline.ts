import type { Scores, Study, TextSet } from "@clipscope/study";
import { effect, type ReadonlySignal, signal } from "@preact/signals-core";

/**
 * The texts that edits are compared with: those before the last edit, and those that the data was opened with, or a
 * later state that the user pinned, which is in the document. Scores are computed for texts, so a comparison holds for
 * any sample and model.
 */
export class Baseline {
  readonly #start = signal<TextSet | undefined>(undefined);
  readonly #before = signal<TextSet | undefined>(undefined);
  /** The texts before the last edit; consecutive edits of one class count as one. Undefined before the first edit. */
  readonly before: ReadonlySignal<TextSet | undefined> = this.#before;

  constructor(private readonly study: Study) {
    let data = "";
    let now: TextSet | undefined;
    let edited = "";
    effect(() => {
      const { texts, active } = study.doc.value;
      const set = texts.find(({ id }) => id === active);
      const hash = study.dataset().value?.hash;
      if (!set || hash === undefined) return;
      if (data !== hash) {
        data = hash;
        edited = "";
        this.#start.value = set;
        this.#before.value = undefined;
      } else if (now && set !== now) {
        const change = changeOf(now, set);
        if (change !== edited) this.#before.value = now;
        edited = change;
      }
      now = set;
    });
  }

  /** The pinned texts, or those that the data was opened with. */
  get start(): TextSet | undefined {
    return this.pinned ?? this.#start.value;
  }

  /** The pinned texts. */
  get pinned(): TextSet | undefined {
    const { pinned } = (this.study.doc.value.views.baseline ?? {}) as { pinned?: TextSet };
    return pinned && Array.isArray(pinned.classes) && typeof pinned.id === "string" ? pinned : undefined;
  }

  /** Scores under the given texts; undefined while they are computed, and if the texts are the active ones. */
  scores(texts: TextSet | undefined): Scores | undefined {
    const { doc } = this.study;
    const active = doc.value.texts.find(({ id }) => id === doc.value.active);
    if (!texts || !active || sameTexts(texts, active)) return undefined;
    return this.study.scores({ set: { ...texts, id: `${texts.id}, earlier` } }).value;
  }

  /** Compares with these texts from now on; undefined: with those that the data was opened with. */
  pin(pinned: TextSet | undefined, title: string): void {
    this.study.history.dispatch({ do: "set-view", view: "baseline", options: { pinned }, title });
  }
}

/** Whether two sets give the same prompts for the same labels. */
export const sameTexts = (a: TextSet, b: TextSet): boolean => partsOf(a) === partsOf(b);

const partsOf = ({ base, classes, templates, vocabulary }: TextSet) =>
  JSON.stringify([base, classes, templates, vocabulary]);

/** Ids of the classes that an edit changed, or "texts" if it changed anything else. */
function changeOf(a: TextSet, b: TextSet): string {
  if (a.id !== b.id || a.base !== b.base || JSON.stringify(a.templates) !== JSON.stringify(b.templates))
    return "texts";
  const entries = (set: TextSet) => new Map(set.classes.map((entry) => [entry.id, JSON.stringify(entry)]));
  const [before, after] = [entries(a), entries(b)];
  const ids = [...new Set([...before.keys(), ...after.keys()])].filter(
    (id) => before.get(id) !== after.get(id),
  );
  return ids.sort().join(" ");
}
