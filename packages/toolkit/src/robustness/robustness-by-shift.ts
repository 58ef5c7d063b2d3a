import { ClipscopeError, checkOptions } from "@clipscope/types";
import { clopperPearsonInterval } from "../metrics/intervals.js";
import { type AccuracyPair, expectedAccuracy, fitLogitLine, type LogitLine } from "./logit-line.js";

/** A model and its accuracies by test set, 0 to 1; undefined or absent if not measured. */
export interface MeasuredModel {
  name: string;
  accuracy: Readonly<Record<string, number | undefined>>;
}

export interface TestSet {
  id: string;
  title?: string;
  /** Number of images in the test set, for error bars. */
  images?: number;
}

/** Models on a reference distribution and under shifts: the data of a robustness plot. */
export interface ShiftStudy<M extends MeasuredModel = MeasuredModel> {
  /**
   * The test set on the x-axis, shared by baseline and models; `label` describes the accuracy and the classes
   * it is over.
   */
  reference: TestSet & { label: string };
  shifts: readonly TestSet[];
  /** Models to fit the line to. */
  baseline: readonly MeasuredModel[];
  /** Models to compare with the line. */
  models: readonly M[];
}

export interface ModelUnderShift<M extends MeasuredModel = MeasuredModel> extends AccuracyPair {
  name: string;
  model: M;
  /** The accuracy expected by the baseline at `x`. */
  expected: number;
  /** Effective robustness: `y - expected`, a difference of accuracies. */
  effective: number;
  /** Clopper–Pearson intervals of x and y, if the number of images is known. */
  xInterval?: [low: number, high: number];
  yInterval?: [low: number, high: number];
}

export interface ShiftRobustness<M extends MeasuredModel = MeasuredModel> {
  shift: string;
  title: string;
  line: LogitLine;
  /** Models in order of descending effective robustness; models not measured on this shift are absent. */
  models: ModelUnderShift<M>[];
}

export interface RobustnessByShift<M extends MeasuredModel = MeasuredModel> {
  /** Title of the x-axis: the reference's `label`. */
  xLabel: string;
  /** Confidence level of the intervals. */
  level: number;
  shifts: ShiftRobustness<M>[];
}

/**
 * Effective robustness of every model on every shift (Taori et al. 2020), each shift with its own line
 * through the baseline's points. The study may be the published one (`publishedShiftStudy` in datasets) or
 * your own. Intervals are at 95% by default; the paper's are at 99.5% (`level: 0.995`). Throws `bad-argument`
 * for a shift with fewer than two measured baseline models.
 */
export function robustnessByShift<M extends MeasuredModel>(
  study: ShiftStudy<M>,
  options: { level?: number } = {},
): RobustnessByShift<M> {
  checkOptions(options, ["level"], "robustnessByShift");
  const { level = 0.95 } = options;
  const { reference, shifts, baseline, models } = study;
  const xIntervals = new Map(
    models.map((model) => [model, interval(model.accuracy[reference.id], reference, level)]),
  );
  return {
    xLabel: reference.label,
    level,
    shifts: shifts.map((shift) => {
      const measured = baseline.flatMap((model) => pairOf(model, reference.id, shift.id));
      if (measured.length < 2) {
        throw new ClipscopeError(
          "bad-argument",
          `Only ${measured.length} models of the baseline have an accuracy on both ${reference.id} and ${shift.id}: a line needs two.`,
        );
      }
      const line = fitLogitLine(measured);
      const placed = models.flatMap((model) =>
        pairOf(model, reference.id, shift.id).map(({ x, y }): ModelUnderShift<M> => {
          const expected = expectedAccuracy(line, x);
          const yInterval = interval(y, shift, level);
          const xInterval = xIntervals.get(model);
          return { name: model.name, model, x, y, expected, effective: y - expected, xInterval, yInterval };
        }),
      );
      placed.sort((a, b) => b.effective - a.effective);
      return { shift: shift.id, title: shift.title ?? shift.id, line, models: placed };
    }),
  };
}

/** The model's accuracies on both sets; undefined if one was not measured. */
function pairOf({ accuracy }: MeasuredModel, reference: string, shift: string): AccuracyPair[] {
  const x = accuracy[reference];
  const y = accuracy[shift];
  return x === undefined || y === undefined ? [] : [{ x, y }];
}

function interval(
  accuracy: number | undefined,
  { images }: TestSet,
  level: number,
): [number, number] | undefined {
  if (accuracy === undefined || images === undefined) return undefined;
  return clopperPearsonInterval(Math.round(accuracy * images), images, { level });
}

/** `robustnessByShift` as an experiment for `record`. */
export const robustnessByShiftExperiment = {
  id: "robustness-by-shift",
  run: (i: { study: ShiftStudy }, o: { level?: number }) => robustnessByShift(i.study, o),
};
