import type { Matrix } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings } from "@clipscope/types";

/**
 * Checks arguments passed by name, which prevents swapping two arrays of one type. Throws `bad-argument` for
 * a value that is not an object or lacks a name. Extra properties are allowed, so that results can be passed
 * on: `accuracy({ ...zeroShot(…), labels })`.
 */
export function checkNamed<I extends object>(
  inputs: I,
  required: readonly (keyof I & string)[],
  caller: string,
): void {
  const isObject = typeof inputs === "object" && inputs !== null && !ArrayBuffer.isView(inputs);
  const missing = required.filter((name) => !isObject || inputs[name] === undefined);
  if (missing.length === 0) return;
  const expected = `${caller} takes named arguments, { ${required.join(", ")} }`;
  const found =
    isObject && !Array.isArray(inputs) ? `but ${missing.join(" and ")} is missing` : "in one object";
  throw new ClipscopeError("bad-argument", `${expected}, ${found}.`);
}

/** Throws `bad-argument` unless a confidence level is between 0 and 1. */
export function checkLevel(level: number): void {
  if (level > 0 && level < 1) return;
  throw new ClipscopeError(
    "bad-argument",
    `The level is ${level}: it must be between 0 and 1, such as 0.95.`,
  );
}

/** Throws `wrong-shape` if the scores are not a matrix, and `bad-argument` for NaN. */
export function checkScores(scores: Matrix<Float32Array | Float64Array>, name: string): void {
  checkEmbeddings(scores, name);
  const at = scores.data.findIndex(Number.isNaN);
  if (at < 0) return;
  throw new ClipscopeError(
    "bad-argument",
    `${name}: row ${Math.floor(at / scores.cols)} holds NaN; leave that row out.`,
  );
}

/** Throws `bad-argument` unless `logitScale` is a valid scale for logits. */
export function checkScale(logitScale: number): void {
  if (!(Number.isFinite(logitScale) && logitScale > 0)) {
    throw new ClipscopeError(
      "bad-argument",
      `logitScale is ${logitScale}: it must be above 0 (100 in CLIP's released models).`,
    );
  }
}
