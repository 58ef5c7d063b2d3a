import {
  type Derived,
  type ResolvedClass,
  type RowSet,
  resolveClasses,
  type Scores,
  type Study,
  type TextSet,
} from "@clipscope/study";
import { msg, str } from "@lit/localize";
import type { ConfusionOptions } from "./spec.js";

/** Predictions of one model for one text set. */
export interface Run {
  title: string;
  scores: Derived<Scores>;
  /** The classes of the scores, without those left out; empty if the scores are of another list. */
  classes: readonly ResolvedClass[];
}

/** The run shown in the matrix. */
export function currentRun(study: Study): Run {
  return { title: msg("now"), scores: study.scores(), classes: kept(study.classes()) };
}

/** The run to compare with; undefined without one, or if what it refers to is gone. */
export function secondRun(study: Study, { compare, pinned }: ConfusionOptions): Run | undefined {
  const { compareWith, texts } = study.doc.value;
  if (compare === "model") {
    if (!compareWith) return undefined;
    const title = study.model("compareWith").value?.id.name ?? msg("the second model");
    return { title, scores: study.scores({ which: "compareWith" }), classes: kept(study.classes()) };
  }
  if (compare === "pinned") {
    if (!pinned) return undefined;
    return {
      title: msg("before"),
      scores: study.scores({ set: pinned }),
      classes: kept(classesOf(study, pinned)),
    };
  }
  const set = texts.find(({ id }) => compare === `set/${id}`);
  if (!set) return undefined;
  return { title: set.title, scores: study.scores({ set: set.id }), classes: kept(study.classes(set.id)) };
}

const kept = (classes: readonly ResolvedClass[]) => classes.filter(({ out }) => !out);

/** The classes of a text set that need not be in the document. */
function classesOf(study: Study, set: TextSet): readonly ResolvedClass[] {
  const dataset = study.dataset().value;
  const labels = dataset?.roles.label === undefined ? undefined : study.column(dataset.roles.label);
  const rows = study.doc.value.sample?.column === undefined ? undefined : dataset?.sampled;
  return resolveClasses(set, labels?.kind === "category" ? labels : undefined, rows);
}

/** The labeled rows of one run, or of two: those that both have. */
export interface Judged {
  /** The dataset's row of each item. */
  rows: Int32Array;
  /** Class of each item, and the class as which its prediction counts: indices into the first run's classes. */
  labels: Int32Array;
  predictions: Int32Array;
  right: Uint8Array;
  /** The second run's predictions, as the first one's classes, and whether they are right among its own. */
  before?: { predictions: Int32Array; right: Uint8Array; left: number };
}

/** The labeled rows among those shown. `second`: the scores to compare with, and their classes. */
export function judgedRows(
  now: { scores: Scores; classes: readonly ResolvedClass[] },
  shown: RowSet,
  second?: { scores: Scores; classes: readonly ResolvedClass[] },
): Judged {
  const { scores } = now;
  const at: number[] = [];
  for (let i = 0; i < scores.rows.length; i++) {
    if (scores.labels[i] >= 0 && shown.has(scores.rows[i])) at.push(i);
  }
  const places = second && placesIn(second.scores);
  const both = places ? at.filter((i) => second.scores.labels[places.get(scores.rows[i]) ?? -1] >= 0) : at;
  const counted = (i: number, { classes, predictions }: Scores) =>
    classes[predictions[i]].countsAs ?? predictions[i];
  const judged = {
    rows: Int32Array.from(both, (i) => scores.rows[i]),
    labels: Int32Array.from(both, (i) => scores.labels[i]),
    predictions: Int32Array.from(both, (i) => counted(i, scores)),
    right: Uint8Array.from(both, (i) => Number(counted(i, scores) === scores.labels[i])),
  };
  if (!second || !places) return judged;
  const classOf = matchClasses(second, now);
  const then = both.map((i) => places.get(scores.rows[i]) as number);
  return {
    ...judged,
    before: {
      predictions: Int32Array.from(then, (j) => classOf(counted(j, second.scores))),
      right: Uint8Array.from(then, (j) => Number(counted(j, second.scores) === second.scores.labels[j])),
      left: at.length - both.length,
    },
  };
}

const placesIn = ({ rows }: Scores) => new Map(Array.from(rows, (row, at) => [row, at]));

type Listed = { scores: Scores; classes: readonly ResolvedClass[] };

/**
 * The first run's class of each class of the second: that with the same label values, else the same name. -1 for one
 * that only the second has.
 */
function matchClasses(second: Listed, now: Listed): (c: number) => number {
  const isResolved = ({ scores, classes }: Listed) => classes.length === scores.classes.length;
  const ofValue = new Map<string, number>();
  if (isResolved(now))
    for (const [c, { of }] of now.classes.entries()) for (const value of of) ofValue.set(value, c);
  const ofName = new Map(now.scores.classes.map(({ names }, c) => [names[0], c]));
  const found = second.scores.classes.map(({ names }, c) => {
    const values = isResolved(second) ? second.classes[c].of : [];
    return ofValue.get(values[0] ?? "") ?? ofName.get(names[0]) ?? -1;
  });
  return (c) => found[c];
}

/** Sentence about the labeled rows that only one run has. */
export const leftOut = (left: number): string =>
  left > 0 ? msg(str` ${left} images have a class in only one of the runs and are not counted.`) : "";
