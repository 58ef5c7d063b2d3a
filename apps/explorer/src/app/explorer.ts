import type { TileCache } from "@clipscope/charts";
import {
  type Command,
  type Compute,
  type DatasetRef,
  type Derived,
  type ModelRef,
  type ProvidedFile,
  type Scores,
  type Study,
  titleOf,
} from "@clipscope/study";
import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { defaultDocument } from "../builtin/start.js";
import { Baseline } from "./baseline.js";
import { GivenFiles, isNamed } from "./given-files.js";
import { OwnImages } from "./own-images.js";
import { studyTiles } from "./tiles.js";

/** A message shown above the view until it is closed. */
export interface Notice {
  text: string;
  /** Hash of the data that it is about: it is shown only while that data is open. */
  about?: string;
  /** "opening": why something could not be opened; it is gone with the next attempt. */
  topic?: "opening";
  /** A button, such as "Undo". */
  action?: { title: string; run(): void };
}

/** One row's label and best classes, best first; `label` is -1 without a class. */
export interface Verdict {
  scores: Scores;
  label: number;
  classes: Int32Array;
  probabilities: Float32Array;
}

/** The open study, and display state that is not part of the document: hover, thumbnails, notices. */
export class Explorer {
  readonly #tiles: ReadonlySignal<TileCache>;
  readonly own: OwnImages;
  readonly baseline: Baseline;
  readonly hovered = signal<number | undefined>(undefined);
  readonly notices = signal<readonly Notice[]>([]);
  /** The pinned row; its key is part of the document. */
  readonly pinned: ReadonlySignal<number | undefined>;
  readonly given = new GivenFiles();
  /** Number of times data was opened; each is a separate undo step. */
  #opened = 0;
  readonly #rowOfKey: ReadonlySignal<Map<string, number> | undefined>;

  constructor(
    readonly study: Study,
    readonly compute: Compute,
  ) {
    this.#tiles = studyTiles(study, compute);
    this.own = new OwnImages(study, compute);
    this.baseline = new Baseline(study);
    this.#rowOfKey = computed(() => {
      const keys = study.dataset().value?.keys;
      return keys && new Map(keys.map((key, row) => [key, row]));
    });
    this.pinned = computed(() => {
      const { key } = (study.doc.value.views.pinned ?? {}) as { key?: string };
      return key === undefined ? undefined : this.#rowOfKey.value?.get(key);
    });
  }

  /** Thumbnails of the rows of the open data. */
  get tiles(): TileCache {
    return this.#tiles.value;
  }

  dispatch(command: Command, options?: { merge?: string; quiet?: boolean; title?: string }): void {
    try {
      this.study.history.dispatch(command, options);
    } catch (error) {
      this.notify({ text: (error as Error).message });
    }
  }

  notify(notice: Notice): void {
    this.notices.value = [...this.notices.peek().filter(({ text }) => text !== notice.text), notice];
  }

  dismissTopic(topic: Notice["topic"]): void {
    this.notices.value = this.notices.peek().filter((notice) => notice.topic !== topic);
  }

  dismiss(notice: Notice): void {
    this.notices.value = this.notices.peek().filter((other) => other !== notice);
  }

  /** Opens files as data: as the study's missing files if they have their name, otherwise as other data. */
  openData(name: string, files: readonly ProvidedFile[]): void {
    const { doc } = this.study;
    const { data } = doc.peek();
    const missed = data && this.#missed(data, this.study.dataset(), name);
    if (!missed) {
      this.openDataRef({ kind: "files", name: this.give(name, files) });
      return;
    }
    const own = titleOf(missed);
    this.given.replace(own, files);
    this.study.provide(own, files);
    if (missed.kind === "files") return;
    const { options, hash } = missed;
    const found = { kind: "files", name: own, ...(options && { options }), ...(hash && { hash }) } as const;
    const now =
      data.kind === "several"
        ? { ...data, parts: data.parts.map((part) => (part === missed ? found : part)) }
        : found;
    this.dispatch({ do: "replace", document: { ...doc.peek(), data: now } });
  }

  /** The reference, of the data or the model, that could not be opened here and refers to files of this name. */
  #missed<R extends DatasetRef | ModelRef>(ref: R, { status }: Derived<unknown>, name: string) {
    if (status !== "failed") return undefined;
    const parts = ref.kind === "several" ? ref.parts : [ref];
    const named = parts.filter(
      (part) => (part.kind === "files" || part.kind === "path") && isNamed(titleOf(part), name),
    );
    return named.find((part) => !this.given.has(titleOf(part))) ?? named[0];
  }

  /** Provides files under a name that no other files have, and returns it. */
  give(name: string, files: readonly ProvidedFile[]): string {
    const own = this.given.take(name, files);
    this.study.provide(own, files);
    return own;
  }

  /**
   * Opens data by reference, with their own templates or the default one, since the templates of the built-in study
   * suit only its own model.
   */
  openDataRef(data: DatasetRef): void {
    const { texts } = this.study.doc.peek();
    const builtin = JSON.stringify(defaultDocument().texts[0].templates);
    const merge = `open data ${++this.#opened}`;
    this.dispatch({ do: "open-data", data }, { merge });
    // What was zoomed to, hidden or asked of other data says nothing about these.
    const ofOther = ["camera", "hidden", "query", "shape", "breaks", "compare", "before", "after"];
    const options = Object.fromEntries(ofOther.map((name) => [name, undefined]));
    this.dispatch({ do: "set-view", view: "map", options }, { merge });
    for (const { id, templates } of texts) {
      if (JSON.stringify(templates) === builtin)
        this.dispatch({ do: "set-templates", set: id, templates: null }, { merge });
    }
  }

  /** Opens files as the model, or as the second one. */
  openModel(name: string, files: readonly ProvidedFile[], which: "model" | "compareWith" = "model"): void {
    const ref = this.study.doc.peek()[which];
    const missed = ref && this.#missed(ref, this.study.model(which), name);
    if (missed) this.given.replace(titleOf(missed), files);
    const own = this.give(missed ? titleOf(missed) : name, files);
    const model = { kind: "files", name: own, ...(missed?.hash && { hash: missed.hash }) } as const;
    this.dispatch(which === "model" ? { do: "open-model", model } : { do: "compare-with", model });
  }

  pin(row: number | undefined): void {
    const key = row === undefined ? undefined : this.study.dataset().value?.keys[row];
    this.dispatch({ do: "set-view", view: "pinned", options: { key } }, { quiet: true });
  }

  /** Selects rows. `title` says where they come from: "In the lasso". */
  select(rows: ArrayLike<number>, title: string): void {
    const keys = this.study.dataset().value?.keys;
    if (!keys) return;
    const selection = { kind: "rows", title, keys: Array.from(rows, (row) => keys[row]) } as const;
    this.dispatch({ do: "select", selection: rows.length > 0 ? selection : null });
  }

  /** The predictions for a row under the active texts; undefined until computed. */
  verdict(row: number): Verdict | undefined {
    const scores = this.study.scores().value;
    const at = scores ? placesOf(scores, this.study.dataset().value?.rows ?? 0)[row] : -1;
    if (!scores || at < 0 || at === undefined) return undefined;
    const { k, classes, probabilities } = scores.topK;
    return {
      scores,
      label: scores.labels[at],
      classes: classes.subarray(at * k, (at + 1) * k),
      probabilities: probabilities.subarray(at * k, (at + 1) * k),
    };
  }
}

const places = new WeakMap<Scores, Int32Array>();

/** Row → index among the scored rows, or -1: `[rows]`. */
function placesOf(scores: Scores, rows: number): Int32Array {
  const known = places.get(scores);
  if (known) return known;
  const made = new Int32Array(rows).fill(-1);
  for (const [at, row] of scores.rows.entries()) made[row] = at;
  places.set(scores, made);
  return made;
}

/** Whether the best class of a row is its label; undefined without a label. */
export const isRight = (verdict: Verdict | undefined): boolean | undefined =>
  verdict && verdict.label >= 0 ? verdict.classes[0] === verdict.label : undefined;
