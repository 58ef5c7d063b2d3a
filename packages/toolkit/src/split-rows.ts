import type { Split } from "@clipscope/types";
import { ClipscopeError, checkOptions, seededRandom, shuffledIndices } from "@clipscope/types";
import { checkNamed } from "./checks.js";

export interface SplitInputs {
  /** `[rows]` class codes from 0; -1 for unlabeled rows, which go into no split. */
  labels: ArrayLike<number>;
  /** `[rows]` codes from 0: rows with equal codes, such as pictures of one object, stay in one split. */
  groups?: ArrayLike<number>;
}

export interface SplitOptions {
  /** Share of the labeled rows in each split, summing to at most 1. Default 0.6, 0.2 and 0.2. */
  fractions?: Readonly<Partial<Record<Split, number>>>;
  /** Number of rows in each split, instead of shares; in total at most the labeled rows. */
  counts?: Readonly<Partial<Record<Split, number>>>;
  /** Seed of the random numbers. Default 42. */
  seed?: number;
}

/** The rows of each split, ascending. */
export type SplitRows = Record<Split, Int32Array>;

const SPLITS: readonly Split[] = ["train", "validation", "test"];

/**
 * Splits rows at random, stratified by class. Without groups, split sizes are exact (fractions rounded to
 * whole rows), and each class's share of each split is exact up to rounding. With groups, both are as close
 * as whole groups allow: the largest groups are placed first, each where its classes lack most rows. Equal
 * rows and seeds give equal splits on every platform. Throws `bad-argument`.
 *
 * @example
 * const { train, test } = splitRows({ labels }, { fractions: { train: 0.8, test: 0.2 } });
 * const learned = labeledSet("train", takeRows(embeddings, train), Array.from(train, (row) => labels[row]), classes);
 */
export function splitRows(inputs: SplitInputs, options: SplitOptions = {}): SplitRows {
  checkNamed(inputs, ["labels"], "splitRows");
  checkOptions(inputs, ["labels", "groups"], "splitRows");
  checkOptions(options, ["fractions", "counts", "seed"], "splitRows");
  const { seed = 42 } = options;
  const labeled = labeledRows(inputs);
  const sizes = sizesOf(labeled.length, options);
  // Unassigned rows form a part too, so that the shares of each class add up.
  const parts = [...sizes, labeled.length - sizes.reduce((sum, size) => sum + size, 0)];
  const partOf = assignParts(inputs, labeled, parts, seed);
  const rows = (part: number) => labeled.filter((_, i) => partOf[i] === part);
  return { train: rows(0), validation: rows(1), test: rows(2) };
}

export interface FoldOptions {
  /** Number of folds. Default 5. */
  folds?: number;
  /** Seed of the random numbers. Default 42. */
  seed?: number;
}

/**
 * The fold of each row for cross-validation, `[rows]`, -1 for unlabeled rows: folds of equal size, stratified
 * by class, with groups kept together, as in `splitRows`. Throws `bad-argument`.
 */
export function foldRows(inputs: SplitInputs, options: FoldOptions = {}): Int32Array {
  checkNamed(inputs, ["labels"], "foldRows");
  checkOptions(inputs, ["labels", "groups"], "foldRows");
  checkOptions(options, ["folds", "seed"], "foldRows");
  const { folds = 5, seed = 42 } = options;
  const labeled = labeledRows(inputs);
  if (!Number.isInteger(folds) || folds < 2 || folds > labeled.length) {
    throw new ClipscopeError(
      "bad-argument",
      `folds is ${folds}: it must be a whole number from 2 to the ${labeled.length} labeled rows.`,
    );
  }
  const size = Math.floor(labeled.length / folds);
  const parts = Array.from({ length: folds }, (_, fold) => size + Number(fold < labeled.length % folds));
  const partOf = assignParts(inputs, labeled, parts, seed);
  const fold = new Int32Array(inputs.labels.length).fill(-1);
  labeled.forEach((row, i) => {
    fold[row] = partOf[i];
  });
  return fold;
}

function labeledRows({ labels, groups }: SplitInputs): Int32Array {
  if (groups && groups.length !== labels.length) {
    throw new ClipscopeError(
      "bad-argument",
      `There are ${groups.length} groups for ${labels.length} labels: give one per row.`,
    );
  }
  for (let row = 0; row < labels.length; row++) {
    const [label, group] = [labels[row], groups ? groups[row] : 0];
    if (Number.isInteger(label) && label >= -1 && Number.isInteger(group) && group >= 0) continue;
    throw new ClipscopeError(
      "bad-argument",
      `Row ${row} has the label ${label}${groups ? ` and the group ${group}` : ""}: labels are whole numbers from 0, or -1 for none; groups are whole numbers from 0.`,
    );
  }
  const rows = Int32Array.from({ length: labels.length }, (_, row) => row).filter((row) => labels[row] >= 0);
  if (rows.length === 0)
    throw new ClipscopeError("bad-argument", "No row has a label: nothing can be split.");
  return rows;
}

/**
 * Rows in train, validation and test; fractions are rounded by largest remainder, so each differs from its
 * exact size by less than 1.
 */
function sizesOf(rows: number, { fractions, counts }: SplitOptions): number[] {
  if (fractions && counts) {
    throw new ClipscopeError("bad-argument", "splitRows takes fractions or counts, not both.");
  }
  const given = counts ?? fractions ?? { train: 0.6, validation: 0.2, test: 0.2 };
  checkOptions(given, ["train", "validation", "test"], counts ? "counts" : "fractions");
  const wanted = SPLITS.map((split) => given[split] ?? 0);
  const total = wanted.reduce((sum, part) => sum + part, 0);
  const good = wanted.every((part) => part >= 0 && (!counts || Number.isInteger(part)));
  if (!good || total <= 0 || total > (counts ? rows : 1 + 1e-9)) {
    throw new ClipscopeError(
      "bad-argument",
      counts
        ? `counts are ${wanted.join(", ")}: they must be whole numbers of at least 0 with a sum of at most the ${rows} labeled rows.`
        : `fractions are ${wanted.join(", ")}: each must be at least 0, and their sum above 0 and at most 1.`,
    );
  }
  if (counts) return wanted;
  const exact = wanted.map((part) => part * rows);
  const sizes = exact.map((size) => Math.floor(size + 1e-9));
  const left = Math.round(total * rows) - sizes.reduce((sum, size) => sum + size, 0);
  const byRemainder = [0, 1, 2].sort((a, b) => exact[b] - sizes[b] - (exact[a] - sizes[a]) || a - b);
  for (const part of byRemainder.slice(0, left)) sizes[part]++;
  return sizes;
}

/** The split of each labeled row, `[labeled.length]`. */
function assignParts(
  { labels, groups }: SplitInputs,
  labeled: Int32Array,
  parts: readonly number[],
  seed: number,
): Int32Array {
  const order = shuffledIndices(labeled.length, seededRandom(seed));
  const own = Int32Array.from(labeled, (row) => labels[row]);
  if (!groups) return byClass(own, parts, order);
  return byGroup(
    own,
    Int32Array.from(labeled, (row) => groups[row]),
    parts,
    order,
  );
}

/** Deals each class's rows, in random order, to the parts in whole numbers that add up to the part sizes. */
function byClass(labels: Int32Array, parts: readonly number[], order: Int32Array): Int32Array {
  const classes = codesOf(labels);
  const sizes = new Int32Array(classes.count);
  for (const c of classes.codes) sizes[c]++;
  const quotas = roundedShares(sizes, parts);
  const partOf = new Int32Array(labels.length);
  for (const i of order) {
    const start = classes.codes[i] * parts.length;
    let part = 0;
    while (quotas[start + part] === 0) part++;
    quotas[start + part]--;
    partOf[i] = part;
  }
  return partOf;
}

/**
 * A table `[classes, parts]` of integers whose rows sum to the class sizes and whose columns sum to the part
 * sizes, each entry size · part / total rounded down or up (controlled rounding; Cox 1987). Entries are
 * rounded down; each row's shortfall goes to its largest remainders, and is then moved between columns until
 * every column is full.
 */
function roundedShares(sizes: Int32Array, parts: readonly number[]): Int32Array {
  const k = parts.length;
  const total = parts.reduce((sum, part) => sum + part, 0);
  const table = new Int32Array(sizes.length * k);
  const raised = new Uint8Array(table.length);
  /** The remainder of an entry, as a numerator over `total`; exact entries must not be rounded up. */
  const remainder = (c: number, part: number) => (sizes[c] * parts[part]) % total;
  const due = new Float64Array(k);
  const lack = Int32Array.from(parts);
  for (let c = 0; c < sizes.length; c++) {
    let left = sizes[c];
    for (let part = 0; part < k; part++) {
      const rest = remainder(c, part);
      table[c * k + part] = (sizes[c] * parts[part] - rest) / total;
      left -= table[c * k + part];
      lack[part] -= table[c * k + part];
      due[part] += rest;
    }
    const open = Array.from({ length: k }, (_, part) => part).filter((part) => remainder(c, part) > 0);
    open.sort((a, b) => due[b] - due[a] || a - b);
    for (const part of open.slice(0, left)) {
      table[c * k + part]++;
      raised[c * k + part] = 1;
      lack[part]--;
      due[part] -= total;
    }
  }
  for (let full = lack.findIndex(isOver); full >= 0; full = lack.findIndex(isOver)) moveAlong(full);
  return table;

  /**
   * Moves one rounded-up entry from an overfull part to one with a shortfall, through other parts if
   * necessary. A path always exists: the exact shares are a flow through the same network, so an integral
   * flow exists too.
   */
  function moveAlong(from: number): void {
    const cameFrom = new Map<number, { part: number; class: number }>();
    const queue = [from];
    for (const part of queue) {
      if (lack[part] > 0) {
        lack[part]--;
        lack[from]++;
        for (let to = part; to !== from; ) {
          const step = cameFrom.get(to) as { part: number; class: number };
          table[step.class * k + step.part]--;
          table[step.class * k + to]++;
          raised[step.class * k + step.part] = 0;
          raised[step.class * k + to] = 1;
          to = step.part;
        }
        return;
      }
      for (let c = 0; c < sizes.length; c++) {
        if (!raised[c * k + part]) continue;
        for (let to = 0; to < k; to++) {
          if (to === from || cameFrom.has(to) || raised[c * k + to] || remainder(c, to) === 0) continue;
          cameFrom.set(to, { part, class: c });
          queue.push(to);
        }
      }
    }
  }
}

const isOver = (lack: number) => lack < 0;

/**
 * Assigns whole groups, the largest first and ties in random order, each to the part where its classes fit
 * best.
 */
function byGroup(
  labels: Int32Array,
  groups: Int32Array,
  parts: readonly number[],
  order: Int32Array,
): Int32Array {
  const classes = codesOf(labels);
  const k = parts.length;
  const members = new Map<number, number[]>();
  for (const i of order) {
    const own = members.get(groups[i]);
    if (own) own.push(i);
    else members.set(groups[i], [i]);
  }
  const sizes = new Int32Array(classes.count);
  for (const c of classes.codes) sizes[c]++;
  /** Rows still missing per class and part, and per part in total. */
  const wanting = Float64Array.from(
    { length: classes.count * k },
    (_, at) => (sizes[Math.floor(at / k)] * parts[at % k]) / labels.length,
  );
  const room = Float64Array.from(parts);
  const partOf = new Int32Array(labels.length);
  for (const rows of [...members.values()].sort((a, b) => b.length - a.length)) {
    const counts = new Map<number, number>();
    for (const i of rows) counts.set(classes.codes[i], (counts.get(classes.codes[i]) ?? 0) + 1);
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let part = 0; part < k; part++) {
      if (parts[part] === 0) continue;
      // Increase of the squared relative distances from the wanted numbers.
      const growth = (want: number, more: number) => more * (more - 2 * want);
      let cost = growth(room[part], rows.length) / labels.length;
      for (const [c, count] of counts) cost += growth(wanting[c * k + part], count) / sizes[c];
      if (cost < least) [best, least] = [part, cost];
    }
    room[best] -= rows.length;
    for (const [c, count] of counts) wanting[c * k + best] -= count;
    for (const i of rows) partOf[i] = best;
  }
  return partOf;
}

/** Renumbers codes without gaps, in ascending order. */
function codesOf(given: Int32Array): { codes: Int32Array; count: number } {
  const values = [...new Set(given)].sort((a, b) => a - b);
  const place = new Map(values.map((value, i) => [value, i]));
  return { codes: given.map((value) => place.get(value) as number), count: values.length };
}
