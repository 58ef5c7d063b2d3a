import type { OpenedDataset, ResolvedClass, Scores } from "@clipscope/study";

/** The rows in the study with each label value. */
export function rowsOfValues(dataset: OpenedDataset | undefined): Map<string, Int32Array> {
  const label = dataset?.roles.label === undefined ? undefined : dataset.columns.get(dataset.roles.label);
  if (!dataset || label?.kind !== "category") return new Map();
  const found = new Map<string, number[]>();
  for (const row of dataset.sampled ?? label.codes.keys()) {
    const value = label.values[label.codes[row]];
    if (value === undefined) continue;
    const list = found.get(value);
    if (list) list.push(row);
    else found.set(value, [row]);
  }
  return new Map([...found].map(([value, list]) => [value, Int32Array.from(list)]));
}

/** The rows of a class: those of all its label values. */
export const rowsOfClass = ({ of }: ResolvedClass, rows: ReadonlyMap<string, Int32Array>): number[] =>
  of.flatMap((value) => [...(rows.get(value) ?? [])]);

/** How many images of each class there are and how many are right, by class index. */
export function rightByClass({ labels, predictions }: Scores): Map<number, { right: number; n: number }> {
  const made = new Map<number, { right: number; n: number }>();
  for (const [i, label] of labels.entries()) {
    const count = made.get(label) ?? { right: 0, n: 0 };
    count.n++;
    if (predictions[i] === label) count.right++;
    made.set(label, count);
  }
  return made;
}
