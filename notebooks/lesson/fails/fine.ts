import { seededRandom, shuffledIndices, zeroShot } from "@clipscope/toolkit";
import { ClipscopeError, takeRows } from "@clipscope/types";
import type { Predicted } from "../prompts/within.js";
import { classify, embedRows, type FailsCall, openDrawings } from "./place.js";

/** The artist whose drawings are sorted. */
const ARTIST = "twemoji";
const SEED = 1;
/** Sizes of a kind that make a matrix that can be read. */
const [LEAST, MOST] = [12, 40];

/** A kind of things and its number of drawings. */
export interface Kind {
  kind: string;
  drawings: number;
}

/**
 * The drawings of one kind, each named twice among as many names: those of its own kind, and names of which no two are
 * of one kind. Labels and predictions of both runs are indices of `names`; a stranger's name is -1.
 */
export interface FineFound {
  names: readonly string[];
  within: Predicted;
  among: Predicted;
}

/** Kinds with 12 to 40 drawings, by name. */
export async function kindsOf(packs: string): Promise<Kind[]> {
  const { all, kindOf } = await openDrawings(packs, [ARTIST]);
  const counts = new Map<string, number>();
  for (const row of all) counts.set(kindOf(row), (counts.get(kindOf(row)) ?? 0) + 1);
  return [...counts]
    .map(([kind, drawings]) => ({ kind, drawings }))
    .filter(({ drawings }) => drawings >= LEAST && drawings <= MOST)
    .sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

/**
 * Names the drawings of a kind among its own names, and among names from everywhere. Throws `not-found` for a kind
 * without drawings.
 */
export async function compareNames(kind: string, call: FailsCall): Promise<FineFound> {
  const { dataset, all, nameOf, kindOf } = await openDrawings(call.packs, [ARTIST]);
  const rows = all.filter((row) => kindOf(row) === kind);
  if (rows.length === 0) {
    throw new ClipscopeError("not-found", `No drawing is of the kind "${kind}": choose one of kindsOf.`);
  }
  const names = rows.map(nameOf);
  const strangers = onePerKind(
    all.filter((row) => kindOf(row) !== kind),
    kindOf,
    names.length - 1,
  ).map(nameOf);
  const images = await embedRows(dataset, rows, call);
  const classifier = await classify([...names, ...strangers], call);
  const { logitScale } = call.encoder;
  const own = names.map((_, i) => i);
  const others = strangers.map((_, i) => names.length + i);
  const labels = Int32Array.from(own);
  const within = zeroShot(images, classifier, { logitScale, topK: 1, classes: own }).predictions;
  const among = labels.map((label) => {
    const image = takeRows(images, [label]);
    const [found] = zeroShot(image, classifier, {
      logitScale,
      topK: 1,
      classes: [label, ...others],
    }).predictions;
    return found < names.length ? found : -1;
  });
  const found = { rows: Int32Array.from(rows), labels };
  return { names, within: { ...found, predictions: within }, among: { ...found, predictions: among } };
}

/** Some rows, no two of one kind as long as there are kinds left; the same for the same number. */
function onePerKind(rows: readonly number[], kindOf: (row: number) => string, count: number): number[] {
  const order = shuffledIndices(rows.length, seededRandom(SEED));
  const [first, rest]: [number[], number[]] = [[], []];
  const seen = new Set<string>();
  for (const i of order) {
    const list = seen.has(kindOf(rows[i])) ? rest : first;
    seen.add(kindOf(rows[i]));
    list.push(rows[i]);
  }
  return [...first, ...rest].slice(0, count);
}
