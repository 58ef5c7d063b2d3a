import type { CategoryColumn } from "@clipscope/datasets";
import { expect, test } from "vitest";
import { resolveClasses } from "../document/classes.js";
import {
  ancestorsOf,
  classColumn,
  clusterColumn,
  confidenceColumn,
  correctedLabels,
  outlierColumn,
  positionColumns,
  predictedAncestorColumn,
  predictionColumn,
  rightColumn,
  tagsColumn,
} from "./derived-columns.js";
import { indexKeys } from "./key-index.js";

const keys = indexKeys(["a", "b", "c", "d"]);
const labels: CategoryColumn = {
  kind: "category",
  title: "label",
  codes: Int32Array.of(0, 1, -1, 2),
  values: ["cat", "dog", "bird"],
  parent: { column: "kind", of: Int32Array.of(0, 0, 1) },
};
const set = {
  id: "classes",
  title: "Classes",
  base: "labels" as const,
  classes: [{ id: "label/cat", names: ["kitty"], of: ["cat"], out: true as const }],
};
/** "cat" is left out, so that the scores' classes are dog and bird, and row 0 takes no part. */
const scores = {
  classes: [{ names: ["dog"] }, { names: ["bird"] }],
  rows: Int32Array.of(1, 2, 3),
  labels: Int32Array.of(0, -1, 1),
  predictions: Int32Array.of(1, 1, 1),
  confidences: Float32Array.of(0.5, 0.75, 1),
};
const classes = resolveClasses(set, labels);

test("a class keeps its code in predictions and labels while another is left out", () => {
  const predicted = predictionColumn(scores, classes, 4);
  const real = classColumn(labels, classes);
  expect(predicted.values).toEqual(["kitty", "dog", "bird"]);
  expect(real.values).toEqual(predicted.values);
  expect(Array.from(predicted.codes)).toEqual([-1, 2, 2, 2]);
  expect(Array.from(real.codes)).toEqual([0, 1, -1, 2]);
});

test("predictions among more classes than the labels have the names of those", () => {
  const names = [["crane"], ["dog"], ["crane"]];
  const column = predictionColumn(
    {
      classes: names.map((each) => ({ names: each })),
      rows: Int32Array.of(3),
      predictions: Int32Array.of(2),
    },
    classes,
    4,
  );
  expect(column.values).toEqual(["crane", "dog", "crane (2)"]);
  expect(Array.from(column.codes)).toEqual([-1, -1, -1, 2]);
});

test("a row without a label is neither right nor wrong, and one without a score has no confidence", () => {
  expect(Array.from(rightColumn(scores, 4).codes)).toEqual([-1, 1, -1, 0]);
  expect(Array.from(confidenceColumn(scores, 4).values)).toEqual([Number.NaN, 0.5, 0.75, 1]);
  const synonyms = { ...scores, classes: [{ names: ["dog"] }, { names: ["hound"], countsAs: 0 }] };
  expect(Array.from(rightColumn(synonyms, 4).codes)).toEqual([-1, 0, -1, 1]);
});

test("positions, clusters and outliers stand at their rows", () => {
  const rows = Int32Array.of(1, 3);
  const { x, y } = positionColumns({ rows, x: Float32Array.of(1, 2), y: Float32Array.of(3, 4) }, 4);
  expect(Array.from(x.values)).toEqual([Number.NaN, 1, Number.NaN, 2]);
  expect(Array.from(y.values)).toEqual([Number.NaN, 3, Number.NaN, 4]);
  const cluster = clusterColumn({ rows, clusters: Int32Array.of(-1, 1) }, 4);
  expect(cluster.values).toEqual(["Cluster 1", "Cluster 2"]);
  expect(Array.from(cluster.codes)).toEqual([-1, -1, -1, 1]);
  expect(Array.from(outlierColumn([{ row: 2, factor: 1.5 }], 4).values)).toEqual([
    Number.NaN,
    Number.NaN,
    1.5,
    Number.NaN,
  ]);
});

test("tags are a list column, and keys that are gone are ignored", () => {
  const tags = tagsColumn({ odd: ["d", "gone"], blurred: ["a", "d"] }, keys, 4);
  expect(tags.values).toEqual(["odd", "blurred"]);
  expect(Array.from(tags.offsets)).toEqual([0, 1, 1, 1, 3]);
  expect(Array.from(tags.codes)).toEqual([1, 0, 1]);
});

test("corrected labels keep the order of values, and a new one comes last", () => {
  const corrected = correctedLabels(labels, { a: "constructor", b: null, c: "cat", gone: "x" }, keys);
  expect(corrected.values).toEqual(["cat", "dog", "bird", "constructor"]);
  expect(Array.from(corrected.codes)).toEqual([3, -1, 0, 2]);
  expect(Array.from(corrected.parent?.of ?? [])).toEqual([0, 0, 1, -1]);
  expect(correctedLabels(labels, { gone: "x" }, keys)).toBe(labels);
});

test("the predicted category is that of the predicted class's labels, with the category's own values", () => {
  const kind: CategoryColumn = {
    ...{ kind: "category", title: "Kind", values: ["pet", "wild"] },
    codes: Int32Array.of(0, 0, -1, 1),
    parent: { column: "thing", of: Int32Array.of(0, -1) },
  };
  const thing: CategoryColumn = {
    ...{ kind: "category", title: "THING", values: ["animal"] },
    codes: Int32Array.of(0, 0, -1, -1),
  };
  const columns = new Map([
    ["kind", kind],
    ["thing", thing],
  ]);
  const ancestors = ancestorsOf(labels, columns);
  expect(ancestors.map(({ name, of }) => [name, ...of])).toEqual([
    ["kind", 0, 0, 1],
    ["thing", 0, 0, -1],
  ]);
  const [first, second] = ancestors.map((each) => predictedAncestorColumn(scores, classes, labels, each, 4));
  expect(first.title).toBe("Predicted kind");
  expect(second.title).toBe("Predicted THING");
  expect(first.values).toBe(kind.values);
  expect(Array.from(first.codes)).toEqual([-1, 1, 1, 1]); // bird each time, which is wild
  expect(Array.from(second.codes)).toEqual([-1, -1, -1, -1]);

  const merged = resolveClasses(
    {
      ...set,
      classes: [
        { id: "all", names: ["animal"], of: ["dog", "bird"] },
        { id: "added", names: ["cup"], of: [] },
      ],
    },
    labels,
  );
  const asked = {
    classes: [{ names: ["cat"] }, { names: ["animal"] }, { names: ["cup"] }],
    rows: Int32Array.of(0, 1, 2),
  };
  const predictions = Int32Array.of(0, 1, 2);
  const column = predictedAncestorColumn({ ...asked, predictions }, merged, labels, ancestors[0], 4);
  expect(Array.from(column.codes)).toEqual([0, -1, -1, -1]); // a pet; pets and wild ones; no label's
});
