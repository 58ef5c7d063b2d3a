import type { Scores } from "@clipscope/study";

/** An image whose prediction changed: the predicted names before and after. */
export interface Flip {
  row: number;
  kind: "fixed" | "broken" | "other";
  before: string;
  after: string;
}

export interface Flips {
  /** Broken ones first, then fixed ones, then wrong ones that are wrong in another way. */
  all: readonly Flip[];
  fixed: number;
  broken: number;
  /** Number of images that are judged under both texts. */
  compared: number;
}

/**
 * The images whose prediction changed from one set of scores to another: right before and wrong now ("broken"), wrong
 * before and right now ("fixed"), or a different name that is as right or wrong as before ("other"). Images without a
 * class are "other".
 */
export function flipsBetween(before: Scores, after: Scores): Flips {
  const placeOf = new Map(Array.from(before.rows, (row, at) => [row, at]));
  const found: Flip[] = [];
  let compared = 0;
  for (const [i, row] of after.rows.entries()) {
    const at = placeOf.get(row);
    if (at === undefined) continue;
    compared++;
    const names = [nameAt(before, at), nameAt(after, i)] as const;
    const right = [isRight(before, at), isRight(after, i)] as const;
    const kind = right[0] && !right[1] ? "broken" : !right[0] && right[1] ? "fixed" : "other";
    if (kind === "other" && names[0] === names[1]) continue;
    if (kind === "other" && right[0]) continue; // right under both: its class has another name
    found.push({ row, kind, before: names[0], after: names[1] });
  }
  const order = { broken: 0, fixed: 1, other: 2 };
  const count = (kind: Flip["kind"]) => found.filter((each) => each.kind === kind).length;
  return {
    all: found.sort((a, b) => order[a.kind] - order[b.kind]),
    fixed: count("fixed"),
    broken: count("broken"),
    compared,
  };
}

const nameAt = ({ classes, predictions }: Scores, at: number) => classes[predictions[at]]?.names[0] ?? "";
const isRight = ({ labels, predictions }: Scores, at: number) =>
  labels[at] >= 0 && labels[at] === predictions[at];
