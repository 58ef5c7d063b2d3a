import { ClipscopeError } from "@clipscope/types";

/** Throws `bad-argument` for no predictions, or if predictions and labels differ in number. */
export function checkPaired(predictions: number, labels: number): void {
  if (predictions !== labels) {
    throw new ClipscopeError("bad-argument", `There are ${predictions} predictions but ${labels} labels.`);
  }
  if (labels === 0) {
    throw new ClipscopeError("bad-argument", "There is nothing to score: no predictions were given.");
  }
}

/** Throws `bad-argument` for an index outside `0 … classes - 1`. `what` is "label" or "prediction". */
export function checkClass(index: number, classes: number, what: string, row: number): void {
  if (!(Number.isInteger(index) && index >= 0 && index < classes)) {
    throw new ClipscopeError(
      "bad-argument",
      `The ${what} of row ${row} is ${JSON.stringify(index)}: it must be a number from 0 to ${classes - 1}, the index of a class.`,
    );
  }
}
