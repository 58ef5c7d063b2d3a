import { ClipscopeError, checkOneOf, checkOptions } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import type { Predicted } from "./accuracy.js";
import { checkClass, checkPaired } from "./labels.js";

/** Precision, recall and F1 from 0 to 1, and the number of rows behind them. */
export interface ReportLine {
  precision: number;
  recall: number;
  f1: number;
  /** Rows with this label; for averages, all rows. */
  support: number;
}

export interface ClassificationReport {
  /** One line per class, in class order. */
  classes: ({ class: number; name?: string } & ReportLine)[];
  accuracy: number;
  /**
   * From the counts of all classes together, so classes weigh by frequency. In single-label classification
   * all three equal the accuracy.
   */
  micro: ReportLine;
  /** The unweighted mean over the classes in the report. */
  macro: ReportLine;
  /** The mean over the classes, weighted by their support. */
  weighted: ReportLine;
}

export interface ClassificationReportOptions {
  /** Class names for the report lines: `[classes]`. */
  names?: readonly string[];
  /**
   * Classes in the report and its averages: those that occur as a label or prediction ("occurring", the
   * default, as scikit-learn without `labels`), or "all".
   */
  include?: "occurring" | "all";
}

/**
 * Precision, recall, F1 and support of each class, with averages, as `sklearn.metrics.classification_report`.
 * As in its default, undefined values (precision without a prediction, recall without a row, F1 without
 * either) are 0; `perClassMetrics` gives NaN instead. Throws `bad-argument` for different lengths, no rows,
 * or an index out of range.
 */
export function classificationReport(
  inputs: Predicted & { classes: number },
  options: ClassificationReportOptions = {},
): ClassificationReport {
  checkNamed(inputs, ["predictions", "labels", "classes"], "classificationReport");
  checkOptions(options, ["names", "include"], "classificationReport");
  const { predictions, labels, classes } = inputs;
  const { names, include = "occurring" } = options;
  checkOneOf("include", include, ["occurring", "all"]);
  checkPaired(predictions.length, labels.length);
  if (names && names.length !== classes) {
    throw new ClipscopeError("bad-argument", `There are ${names.length} names for ${classes} classes.`);
  }
  const [support, predicted, hits] = [0, 1, 2].map(() => new Int32Array(classes));
  for (let row = 0; row < labels.length; row++) {
    checkClass(labels[row], classes, "label", row);
    checkClass(predictions[row], classes, "prediction", row);
    support[labels[row]]++;
    predicted[predictions[row]]++;
    if (labels[row] === predictions[row]) hits[labels[row]]++;
  }
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0);
  const lines: ClassificationReport["classes"] = [];
  for (let c = 0; c < classes; c++) {
    if (include === "occurring" && support[c] === 0 && predicted[c] === 0) continue;
    lines.push({
      class: c,
      ...(names && { name: names[c] }),
      precision: share(hits[c], predicted[c]),
      recall: share(hits[c], support[c]),
      f1: share(2 * hits[c], support[c] + predicted[c]),
      support: support[c],
    });
  }
  const rows = labels.length;
  const average = (weight: (line: ReportLine) => number): ReportLine => {
    const total = lines.reduce((sum, line) => sum + weight(line), 0);
    const of = (figure: "precision" | "recall" | "f1") =>
      lines.reduce((sum, line) => sum + weight(line) * line[figure], 0) / total;
    return { precision: of("precision"), recall: of("recall"), f1: of("f1"), support: rows };
  };
  const accuracy = hits.reduce((sum, count) => sum + count, 0) / rows;
  return {
    classes: lines,
    accuracy,
    micro: { precision: accuracy, recall: accuracy, f1: accuracy, support: rows },
    macro: average(() => 1),
    weighted: average((line) => line.support),
  };
}

/** `classificationReport` as an experiment for `record`. */
export const classificationReportExperiment = {
  id: "classification-report",
  run: (i: Predicted, o: ClassificationReportOptions & { classes: number }) => {
    const { classes, ...options } = o;
    return classificationReport({ ...i, classes }, options);
  },
};
