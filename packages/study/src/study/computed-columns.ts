import type { Column } from "@clipscope/datasets";
import type { Scores } from "../compute/compute.js";
import type { StudyDocument } from "../document/document.js";
import type { ColumnInfo } from "../rows/column-source.js";
import {
  ancestorsOf,
  classColumn,
  clusterColumn,
  confidenceColumn,
  numberColumn,
  outlierColumn,
  positionColumns,
  predictedAncestorColumn,
  predictedTitle,
  predictionColumn,
  rightColumn,
  tagsColumn,
} from "../rows/derived-columns.js";
import type { Derived } from "./derived.js";
import type { Evaluations } from "./evaluations.js";
import { known, mapDerived } from "./map-derived.js";
import { mapSettingsOf } from "./map-settings.js";
import { Memo } from "./memo.js";
import { keyIndexOf } from "./study-rows.js";

const HONESTY = "Map honesty";
const STABILITY = "Map stability";

/** A column made of a result or of edits. */
export interface ComputedColumn {
  title: string;
  kind: ColumnInfo["kind"];
  /** Default "computed". */
  from?: "edits" | "computed";
  /** Whether the data, the model and the texts provide what it needs. Like `state`, called only with open data. */
  exists(doc: StudyDocument): boolean;
  state(doc: StudyDocument): Derived<Column>;
}

/**
 * Returns the computed columns of a document, by name. Where the labels have coarser categories, a predicted one stands
 * beside each.
 */
export function computedColumns(
  evaluations: Evaluations,
): (doc: StudyDocument) => Readonly<Record<string, ComputedColumn>> {
  const { sources, texts, maps } = evaluations;
  const memo = new Memo();
  const shown = new Map<string, Column>();

  /** A column made of a value; the previous column of the same name is shown as stale. */
  function made<T>(
    name: string,
    derived: Derived<T>,
    of: readonly unknown[],
    make: (value: T) => Column,
  ): Derived<Column> {
    const view = (value: T) => {
      const column = memo.get(name, [value, ...of], () => make(value));
      shown.set(name, column);
      return column;
    };
    return mapDerived(derived, `${derived.key}\n${name}`, view, () => shown.get(name));
  }

  const sizeOf = (doc: StudyDocument) => sources.dataset(doc).value?.rows ?? 0;
  const classesOf = (doc: StudyDocument) => texts.allClasses(doc, doc.active);
  const isLabeled = (doc: StudyDocument) => texts.labels(doc) !== undefined;
  const isScored = (doc: StudyDocument) =>
    doc.model.kind !== "none" && texts.classes(doc, doc.active).length > 1;
  const hasVectors = (doc: StudyDocument) =>
    doc.model.kind !== "none" || (sources.dataset(doc).value?.vectors.length ?? 0) > 0;

  const scored = (name: string, make: (scores: Scores, size: number) => Column) => (doc: StudyDocument) =>
    made(name, evaluations.scores(doc, doc.active, "model"), [], (scores) => make(scores, sizeOf(doc)));
  const position = (axis: "x" | "y") => (doc: StudyDocument) =>
    made(
      axis,
      maps.map(doc, mapSettingsOf(doc), "model"),
      [],
      ({ positions }) => positionColumns(positions, sizeOf(doc))[axis],
    );

  /** "predicted group" and so on. */
  const ancestors = (doc: StudyDocument): Record<string, ComputedColumn> => {
    const labels = texts.labels(doc);
    const columns = sources.dataset(doc).value?.columns;
    if (!labels || !columns) return {};
    return memo.get("ancestors", [labels, columns], () =>
      Object.fromEntries(
        ancestorsOf(labels, columns).map((ancestor) => {
          const name = `predicted ${ancestor.name}`;
          const { column } = ancestor;
          const state = (doc: StudyDocument) => {
            const classes = classesOf(doc);
            const scores = evaluations.scores(doc, doc.active, "model");
            return made(name, scores, [classes, labels, column], (value) =>
              predictedAncestorColumn(value, classes, labels, ancestor, sizeOf(doc)),
            );
          };
          const title = predictedTitle(column.title);
          return [name, { ...{ title, kind: "category", exists: isScored }, state }] as const;
        }),
      ),
    );
  };

  const always: Record<string, ComputedColumn> = {
    class: {
      ...{ title: "Class", kind: "category", exists: isLabeled },
      state(doc) {
        const of = [texts.labels(doc), classesOf(doc)] as const;
        const column = memo.get("class", of, () => classColumn(of[0] as NonNullable<(typeof of)[0]>, of[1]));
        return known("class", column);
      },
    },
    prediction: {
      ...{ title: "Prediction", kind: "category", exists: isScored },
      state(doc) {
        const classes = classesOf(doc);
        const scores = evaluations.scores(doc, doc.active, "model");
        return made("prediction", scores, [classes], (value) =>
          predictionColumn(value, classes, sizeOf(doc)),
        );
      },
    },
    confidence: {
      ...{ title: "Confidence", kind: "number", exists: isScored },
      state: scored("confidence", confidenceColumn),
    },
    right: {
      ...{ title: "Right or wrong", kind: "category" },
      exists: (doc) => isScored(doc) && isLabeled(doc),
      state: scored("right", rightColumn),
    },
    x: { ...{ title: "Map x", kind: "number", exists: hasVectors }, state: position("x") },
    y: { ...{ title: "Map y", kind: "number", exists: hasVectors }, state: position("y") },
    "map honesty": {
      ...{ title: HONESTY, kind: "number", exists: hasVectors },
      state: (doc) =>
        made("map honesty", maps.quality(doc, mapSettingsOf(doc), "model"), [], ({ rows, honesty }) =>
          numberColumn(HONESTY, sizeOf(doc), rows, honesty),
        ),
    },
    "map stability": {
      ...{ title: STABILITY, kind: "number", exists: hasVectors },
      state: (doc) =>
        made("map stability", maps.stability(doc, mapSettingsOf(doc)), [], ({ rows, stability }) =>
          numberColumn(STABILITY, sizeOf(doc), rows, stability),
        ),
    },
    cluster: {
      ...{ title: "Cluster", kind: "category", exists: hasVectors },
      state: (doc) =>
        made("cluster", evaluations.findings(doc, ["clusters"]), [], ({ result }) => {
          const none = { rows: new Int32Array(), clusters: new Int32Array() };
          return clusterColumn(result.clusters ?? none, sizeOf(doc));
        }),
    },
    "outlier score": {
      ...{ title: "Outlier score", kind: "number", exists: hasVectors },
      state: (doc) =>
        made("outlier score", evaluations.findings(doc, ["outliers"]), [], ({ result }) =>
          outlierColumn(result.outliers ?? [], sizeOf(doc)),
        ),
    },
    tags: {
      ...{ title: "Tags", kind: "list", from: "edits" },
      exists: (doc) => Object.keys(doc.edits.tags).length > 0,
      state(doc) {
        const dataset = sources.dataset(doc).value;
        const { tags } = doc.edits;
        const column = memo.get("tags", [tags, dataset?.keys], () =>
          tagsColumn(tags, dataset ? keyIndexOf(dataset) : new Map(), sizeOf(doc)),
        );
        return known("tags", column);
      },
    },
  };
  return (doc) => {
    const { class: labeled, prediction, ...rest } = always;
    return { class: labeled, prediction, ...ancestors(doc), ...rest };
  };
}
