import type { Dataset } from "@clipscope/datasets";
import { type ClassSpec, classesOf } from "../evaluate/classes.js";
import { labelColumn } from "../evaluate/columns.js";
import { type ClassEntry, labelClassId } from "./document.js";

/**
 * The classes passed to an evaluation as entries of a text set with base "none", each with its label values. Throws
 * `bad-argument` as the evaluation does: if no label matches a class, or the label column does not exist.
 */
export function classEntries(dataset: Dataset, specs: readonly ClassSpec[], label?: string): ClassEntry[] {
  const column = labelColumn(dataset, label);
  const { classes, ofValue } = classesOf(dataset, column, { classes: specs });
  return classes.map(({ names, prompts }, c) => {
    const of = column.values.filter((_, value) => ofValue[value] === c);
    const id = of.length === 1 ? labelClassId(of[0]) : `class/${c + 1}`;
    return { id, names, ...(prompts && { prompts }), of };
  });
}
