import type { ShiftsEvaluation } from "@clipscope/study";
import type { Losses } from "../losses/losses.js";
import type { Picked } from "./picked-model.js";

/** What the chosen classifier of the open study loses, and the rows that show it. */
export interface OwnLosses {
  losses: Losses;
  /** The dataset's rows under the shift that are wrong while the same thing is right before it. */
  lost: Int32Array;
  /** The dataset's rows under the shift of a class, by its place in the table. */
  rowsOf(place: number): Int32Array;
}

/** The losses of the chosen classifier; undefined if none is chosen. `model`: name of the model. */
export function ownLossesOf(
  { classifiers, classes, reference, rows, labels, shifts, shiftOf }: ShiftsEvaluation,
  picked: Picked,
  model: string,
): OwnLosses | undefined {
  const score = classifiers
    .find(({ name }) => name === picked.model)
    ?.scores.find(({ shift }) => shift === picked.shift);
  if (!score?.losses) return undefined;
  const { classes: found, lost } = score.losses;
  const at = shifts.indexOf(picked.shift);
  return {
    losses: {
      model: `${model}, ${picked.model}`,
      reference,
      shift: picked.shift,
      classes: found.map(({ class: index, before, after }) => ({
        name: classes[index].names[0],
        before,
        after,
      })),
      ...(lost && { lost: { all: lost.length, open: lost.length } }),
      selectable: true,
    },
    lost: lost ?? new Int32Array(),
    rowsOf: (place) => rows.filter((_, i) => shiftOf[i] === at && labels[i] === found[place].class),
  };
}
