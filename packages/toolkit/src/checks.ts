import type { Matrix } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings } from "@clipscope/types";

/** Throws `bad-argument` unless an option is one of its values: for callers that have no types. */
export function checkOneOf(name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  const known = allowed.map((each) => `"${each}"`).join(" or ");
  throw new ClipscopeError("bad-argument", `${name} is "${value}": it must be ${known}.`);
}

/** Throws `wrong-shape` unless it is a matrix, and `bad-argument` for NaN. */
export function checkScores(scores: Matrix<Float32Array | Float64Array>, name: string): void {
  checkEmbeddings(scores, name);
  const at = scores.data.findIndex(Number.isNaN);
  if (at < 0) return;
  throw new ClipscopeError(
    "bad-argument",
    `${name}: row ${Math.floor(at / scores.cols)} holds NaN; leave that row out.`,
  );
}

/** Throws `bad-argument` unless it is a scale for logits. */
export function checkScale(logitScale: number): void {
  if (!(Number.isFinite(logitScale) && logitScale > 0)) {
    throw new ClipscopeError(
      "bad-argument",
      `logitScale is ${logitScale}: it must be above 0 (100 in CLIP's released models).`,
    );
  }
}
