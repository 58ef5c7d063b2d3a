import type { Matrix } from "@clipscope/types";
import { ClipscopeError, checkOptions } from "@clipscope/types";
import { accuracy } from "../metrics/accuracy.js";
import { brierScore, negativeLogLikelihood } from "../metrics/proper-scores.js";
import {
  expectedCalibrationError,
  type ReliabilityBin,
  type ReliabilityOptions,
  reliabilityCurve,
} from "../metrics/reliability.js";
import { argmaxRows } from "../probes/linear.js";
import { softmax } from "../zero-shot/index.js";

/** Logits and labels on one shift. */
export interface ShiftLogits {
  shift: string;
  /** Logits before temperature scaling: `[rows, classes]`. */
  logits: Matrix<Float32Array | Float64Array>;
  /** The class of each row: `[rows]` indices. */
  labels: ArrayLike<number>;
}

export interface ShiftCalibration {
  shift: string;
  n: number;
  /** Top-1 accuracy, 0 to 1. */
  accuracy: number;
  /** Mean of the largest probability per row. */
  confidence: number;
  /** `confidence - accuracy`: positive for overconfident models. */
  overconfidence: number;
  expectedCalibrationError: number;
  brier: number;
  negativeLogLikelihood: number;
  curve: ReliabilityBin[];
}

/**
 * Calibration of the same model on several shifts (Ovadia et al. 2019; Minderer et al. 2021). All shifts use
 * one `temperature`: 1, or the value that `fitTemperature` chose on unshifted validation data; fitting it on
 * the shift would answer a different question. Throws `bad-argument`.
 *
 * @example
 * const logits = { data: Float64Array.of(2, 0, 2, 0), rows: 2, cols: 2 };
 * const [flat] = calibrationByShift([{ shift: "flat", logits, labels: [0, 1] }]);
 * flat.overconfidence; // 0.38: sure at 88%, right at 50%
 */
export function calibrationByShift(
  shifts: readonly ShiftLogits[],
  options: ReliabilityOptions & { temperature?: number } = {},
): ShiftCalibration[] {
  checkOptions(options, ["bins", "by", "temperature"], "calibrationByShift");
  const { temperature = 1, ...binning } = options;
  if (!(temperature > 0 && temperature < Number.POSITIVE_INFINITY)) {
    throw new ClipscopeError("bad-argument", `temperature is ${temperature}: it must be above 0.`);
  }
  return shifts.map(({ shift, logits, labels }) => {
    const { rows, cols } = logits;
    const scaled = { data: new Float64Array(logits.data).map((logit) => logit / temperature), rows, cols };
    const probabilities = softmax(scaled);
    const predictions = argmaxRows(scaled);
    const confidences = Float64Array.from(predictions, (c, row) => probabilities.data[row * cols + c]);
    const correct = Array.from(predictions, (c, row) => Number(c === labels[row]));
    const right = accuracy({ predictions, labels });
    const confidence = confidences.reduce((sum, value) => sum + value, 0) / rows;
    return {
      shift,
      n: rows,
      accuracy: right,
      confidence,
      overconfidence: confidence - right,
      expectedCalibrationError: expectedCalibrationError({ confidences, correct }, binning),
      brier: brierScore({ probabilities, labels }),
      negativeLogLikelihood: negativeLogLikelihood({ logits: scaled, labels }),
      curve: reliabilityCurve({ confidences, correct }, binning),
    };
  });
}

/** `calibrationByShift` as an experiment for `record`. */
export const calibrationByShiftExperiment = {
  id: "calibration-by-shift",
  run: (i: { shifts: readonly ShiftLogits[] }, o: ReliabilityOptions & { temperature?: number }) =>
    calibrationByShift(i.shifts, o),
};
