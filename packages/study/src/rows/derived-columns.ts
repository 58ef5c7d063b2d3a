import type { CategoryColumn, Column, ListColumn, NumberColumn } from "@clipscope/datasets";
import type { MapPositions, Scores } from "../compute/compute.js";
import type { ResolvedClass } from "../document/classes.js";
import type { Edits } from "../document/document.js";
import type { KeyIndex } from "./key-index.js";

/**
 * The displayed names of classes, made unique so that they can be the values of a column: where several classes
 * have the same name, such as ImageNet's two cranes, the later ones are numbered: "crane (2)".
 */
export function classNames(classes: readonly { names: readonly string[] }[]): string[] {
  const taken = new Set<string>();
  return classes.map(({ names: [name] }) => {
    let unique = name;
    for (let n = 2; taken.has(unique); n++) unique = `${name} (${n})`;
    taken.add(unique);
    return unique;
  });
}

/**
 * The predicted class of each row, missing where there is none. `classes` are all classes of the text set, in
 * order: a class keeps its code, and so its color, while others are left out.
 */
export function predictionColumn(
  scores: Pick<Scores, "classes" | "rows" | "predictions">,
  classes: readonly ResolvedClass[],
  size: number,
): CategoryColumn {
  const codeOf = matchClasses(scores.classes, classes);
  return {
    kind: "category",
    title: "Prediction",
    codes: spread(
      size,
      scores.rows,
      scores.predictions.map((c) => (codeOf && c >= 0 ? codeOf[c] : c)),
    ),
    values: classNames(codeOf ? classes : scores.classes),
  };
}

/** A category above the labels, such as a concept's group. */
export interface Ancestor {
  /** Name of its column. */
  name: string;
  column: CategoryColumn;
  /** Label value → its value in `column`, -1 for none: `[values]`. */
  of: Int32Array;
}

/** The categories above the labels, from fine to coarse. */
export function ancestorsOf(labels: CategoryColumn, columns: ReadonlyMap<string, Column>): Ancestor[] {
  const ancestors: Ancestor[] = [];
  let of = Int32Array.from(labels.values.keys());
  for (let { parent } = labels; parent; ) {
    const column = columns.get(parent.column);
    if (column?.kind !== "category" || ancestors.some(({ name }) => name === parent?.column)) break;
    const up = parent.of;
    of = of.map((code) => (code < 0 ? -1 : up[code]));
    ancestors.push({ name: parent.column, column, of });
    parent = column.parent;
  }
  return ancestors;
}

/**
 * The category above the label of each row's predicted class, with the values, and so the colors, of the category's own
 * column. Missing for a class without labels, and for one merged from labels of several categories.
 */
export function predictedAncestorColumn(
  scores: Pick<Scores, "classes" | "rows" | "predictions">,
  classes: readonly ResolvedClass[],
  labels: CategoryColumn,
  { column, of }: Ancestor,
  size: number,
): CategoryColumn {
  const place = new Map(labels.values.map((value, code) => [value, code]));
  const above = classes.map((each) => {
    const codes = new Set(each.of.map((value) => of[place.get(value) ?? -1] ?? -1));
    return codes.size === 1 ? [...codes][0] : -1;
  });
  const codeOf = matchClasses(scores.classes, classes);
  const codes = scores.predictions.map((c) => (codeOf && c >= 0 ? above[codeOf[c]] : -1));
  return { ...column, title: predictedTitle(column.title), codes: spread(size, scores.rows, codes) };
}

/** "Predicted group" for "Group". */
export function predictedTitle(title: string): string {
  return `Predicted ${/^\p{Lu}\p{Ll}/u.test(title) ? title[0].toLowerCase() + title.slice(1) : title}`;
}

/** The resolved class of each scored class, by names; undefined if a larger list than the labels' was scored. */
function matchClasses(
  scored: Scores["classes"],
  classes: readonly ResolvedClass[],
): readonly number[] | undefined {
  const places = new Map<string, number[]>();
  for (const [c, { names, out }] of classes.entries()) {
    const key = JSON.stringify(names);
    if (!out) places.set(key, [...(places.get(key) ?? []), c]);
  }
  const found = scored.map(({ names }) => places.get(JSON.stringify(names))?.shift());
  return found.every((place) => place !== undefined) ? found : undefined;
}

/**
 * The class of each row's label after renames and merges, with the values of the prediction column, missing without
 * a label or with one in no class. Rows of a class that is left out keep their class.
 */
export function classColumn(labels: CategoryColumn, classes: readonly ResolvedClass[]): CategoryColumn {
  const owner = new Map(classes.flatMap(({ of }, c) => of.map((value) => [value, c] as const)));
  const ofCode = labels.values.map((value) => owner.get(value) ?? -1);
  return {
    kind: "category",
    title: "Class",
    codes: labels.codes.map((code) => (code < 0 ? -1 : ofCode[code])),
    values: classNames(classes),
  };
}

/** Softmax probability of each row's prediction, 0 to 1. */
export function confidenceColumn(
  { rows, confidences }: Pick<Scores, "rows" | "confidences">,
  size: number,
): NumberColumn {
  return numberColumn("Confidence", size, rows, confidences);
}

/** Whether each row's prediction is, or counts as, its class: "right" or "wrong"; missing without a class. */
export function rightColumn(
  { classes, rows, labels, predictions }: Pick<Scores, "classes" | "rows" | "labels" | "predictions">,
  size: number,
): CategoryColumn {
  const codes = labels.map((label, i) => {
    const predicted = predictions[i];
    if (label < 0 || predicted < 0) return -1;
    return (classes[predicted].countsAs ?? predicted) === label ? 0 : 1;
  });
  return {
    kind: "category",
    title: "Right or wrong",
    codes: spread(size, rows, codes),
    values: ["right", "wrong"],
  };
}

/** The x and y columns of a map; missing for rows that are not on it. */
export function positionColumns(
  { rows, x, y }: MapPositions,
  size: number,
): { x: NumberColumn; y: NumberColumn } {
  return { x: numberColumn("Map x", size, rows, x), y: numberColumn("Map y", size, rows, y) };
}

/**
 * The cluster of each row. `clusters`: index in `names` of each of `rows`, -1 for rows in no cluster. Default
 * names: "Cluster 1", "Cluster 2", …
 */
export function clusterColumn(
  { rows, clusters, names }: { rows: Int32Array; clusters: Int32Array; names?: readonly string[] },
  size: number,
): CategoryColumn {
  const count = clusters.reduce((most, cluster) => Math.max(most, cluster + 1), 0);
  const plain = Array.from({ length: count }, (_, cluster) => `Cluster ${cluster + 1}`);
  return {
    kind: "category",
    title: "Cluster",
    codes: spread(size, rows, clusters),
    values: names ? classNames(names.map((name) => ({ names: [name] }))) : plain,
  };
}

/** Local outlier factor of each row: about 1 within a cluster, well above 1 for outliers. */
export function outlierColumn(
  outliers: readonly { row: number; factor: number }[],
  size: number,
): NumberColumn {
  const rows = Int32Array.from(outliers, ({ row }) => row);
  const factors = Float64Array.from(outliers, ({ factor }) => factor);
  return numberColumn("Outlier factor", size, rows, factors);
}

/** The tags of each row, in the order in which they were first used. Keys that are not in the data are ignored. */
export function tagsColumn(tags: Edits["tags"], keys: KeyIndex, size: number): ListColumn {
  const values = Object.keys(tags);
  const pairs = values.map((tag) => tags[tag].map((key) => keys.get(key)).filter((row) => row !== undefined));
  const offsets = new Int32Array(size + 1);
  for (const row of pairs.flat()) offsets[row + 1]++;
  for (let row = 0; row < size; row++) offsets[row + 1] += offsets[row];
  const next = offsets.slice();
  const codes = new Int32Array(offsets[size]);
  for (const [tag, rows] of pairs.entries()) for (const row of rows) codes[next[row]++] = tag;
  return { kind: "list", title: "Tags", offsets, codes, values };
}

/**
 * A label column with corrections, by row key; `null` removes a label. Corrected labels that are not among the
 * column's values are appended to them. Without corrections, returns the given column.
 */
export function correctedLabels(
  labels: CategoryColumn,
  relabel: Edits["relabel"],
  keys: KeyIndex,
): CategoryColumn {
  const codes = labels.codes.slice();
  const values = [...labels.values];
  const codeOf = new Map(values.map((value, code) => [value, code]));
  let changed = false;
  for (const [key, value] of Object.entries(relabel)) {
    const row = keys.get(key);
    if (row === undefined) continue;
    if (value !== null && !codeOf.has(value)) codeOf.set(value, values.push(value) - 1);
    codes[row] = value === null ? -1 : (codeOf.get(value) as number);
    changed = true;
  }
  if (!changed) return labels;
  const { parent, ...rest } = labels;
  const added = values.length - labels.values.length;
  const of = parent && Int32Array.from([...parent.of, ...new Array<number>(added).fill(-1)]);
  return {
    ...rest,
    codes,
    values,
    ...(parent && of && { parent: { ...parent, of } }),
  };
}

/** Codes of all rows, `[size]`, from those of some rows; -1 for the others. */
function spread(size: number, rows: Int32Array, codes: Int32Array): Int32Array {
  const all = new Int32Array(size).fill(-1);
  for (const [i, row] of rows.entries()) all[row] = codes[i];
  return all;
}

/** A column with a value for each of `rows`, missing for the other rows of a dataset of `size`. */
export function numberColumn(
  title: string,
  size: number,
  rows: Int32Array,
  values: Float32Array | Float64Array,
): NumberColumn {
  const all = (values instanceof Float64Array ? new Float64Array(size) : new Float32Array(size)).fill(NaN);
  for (const [i, row] of rows.entries()) all[row] = values[i];
  return { kind: "number", title, values: all };
}
