import { ClipscopeError } from "@clipscope/types";
import { counted, percent, points } from "../../format.js";

/** An accuracy with its interval, fractions from 0 to 1, such as a `Proportion` of the toolkit. */
export interface PromptAccuracy {
  value: number;
  low: number;
  high: number;
  /** Number of images. */
  n?: number;
}

/** Accuracy minus that of the bare names on the same images, such as a `PairedDifference` of the toolkit. */
export interface PromptGain {
  difference: number;
  low: number;
  high: number;
}

/** What prompts reach; both are absent until they are computed. */
export interface PromptScore {
  accuracy?: PromptAccuracy;
  gain?: PromptGain;
}

/** A template, or a set of templates. */
export interface PromptEntry extends PromptScore {
  /** Unique in the board. */
  id: string;
  /** The template, with {} for the class name, or the name of the set. */
  template: string;
  /** "bare" is the class name alone, which gains are measured against; "random" is a control of random words. */
  kind?: "template" | "bare" | "random";
  /** Whether the entry is in the ensemble. Default true for templates, false for the other kinds. */
  included?: boolean;
}

/** Templates and their ensemble. */
export interface PromptBoard {
  entries: readonly PromptEntry[];
  /** The ensemble of the entries that are included. */
  ensemble?: PromptScore;
}

/** Order of the entries: as given, or best first, or by template. */
export type PromptOrder = "given" | "accuracy" | "gain" | "template";

/** Whether an entry is in the ensemble. */
export function isIncluded({ kind = "template", included = kind === "template" }: PromptEntry): boolean {
  return included;
}

/** The entries in an order; those that are not computed come last. */
export function orderedEntries(entries: readonly PromptEntry[], order: PromptOrder): PromptEntry[] {
  const value = (of: number | undefined) => of ?? Number.NEGATIVE_INFINITY;
  const by: Record<PromptOrder, (a: PromptEntry, b: PromptEntry) => number> = {
    given: () => 0,
    accuracy: (a, b) => descending(value(a.accuracy?.value), value(b.accuracy?.value)),
    gain: (a, b) => descending(value(a.gain?.difference), value(b.gain?.difference)),
    template: (a, b) => a.template.localeCompare(b.template, "en"),
  };
  return [...entries].sort(by[order]);
}

/** Whether an interval excludes zero, so that the gain or loss is more than chance. */
export function isClear({ low, high }: PromptGain): boolean {
  return low > 0 || high < 0;
}

/** Checks a board. Throws `bad-argument` for a doubled id and for accuracies or gains that are not fractions. */
export function checkBoard({ entries, ensemble }: PromptBoard): void {
  const ids = new Set<string>();
  for (const { id, template, ...score } of entries) {
    if (ids.has(id)) {
      throw new ClipscopeError(
        "bad-argument",
        `promptBoard: two entries have the id "${id}": give each its own.`,
      );
    }
    ids.add(id);
    checkScore(template, score);
  }
  if (ensemble) checkScore("the ensemble", ensemble);
}

/** An entry's figures in a sentence. */
export function sayScore(name: string, { accuracy, gain }: PromptScore): string {
  if (!accuracy) return `${name}: not computed`;
  const { value, low, high, n } = accuracy;
  const size = n === undefined ? "" : `, n = ${counted(n, "image")}`;
  const more = gain
    ? `; ${points(gain.difference)} points (${sayInterval(gain)}) against the bare names`
    : "";
  return `${name}: ${percent(value)} (${percent(low)} to ${percent(high)})${size}${more}`;
}

/** The interval of a gain in percentage points: "−0.4 to +2.9". */
export function sayInterval({ low, high }: PromptGain): string {
  return `${points(low)} to ${points(high)}`;
}

const descending = (a: number, b: number) => (a === b ? 0 : b - a);

function checkScore(name: string, { accuracy, gain }: PromptScore): void {
  const shares = accuracy ? [accuracy.value, accuracy.low, accuracy.high] : [];
  const differences = gain ? [gain.difference, gain.low, gain.high] : [];
  const wrong = [
    ...shares.filter((share) => !(share >= 0 && share <= 1)),
    ...differences.filter((difference) => !(Math.abs(difference) <= 1)),
  ];
  if (wrong.length === 0) return;
  throw new ClipscopeError(
    "bad-argument",
    `promptBoard: ${name} has the value ${wrong[0]}: give accuracies as fractions from 0 to 1 and gains from -1 to 1, so 0.013 for 1.3 points.`,
  );
}
