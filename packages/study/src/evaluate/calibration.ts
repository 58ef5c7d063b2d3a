import {
  brierScore,
  expectedCalibrationError,
  fitTemperature,
  negativeLogLikelihood,
  type ReliabilityBin,
  reliabilityCurve,
  softmax,
  type Temperature,
  zeroShotLogits,
} from "@clipscope/toolkit";
import { checkOptions, type Embeddings, type Matrix } from "@clipscope/types";
import { projectedEmbeddings } from "../embed/embedded-images.js";
import { classesOf, refuseSynonyms } from "./classes.js";
import { classifierOf } from "./classifier.js";
import { labelColumn } from "./columns.js";
import { type Evaluation, HOW, type How } from "./evaluation.js";
import { labeledImages } from "./labeled-images.js";
import { manifestOf } from "./manifest.js";
import { checkMatrixFits } from "./matrix-size.js";
import { type SplitInputs, setOf, splitsOf } from "./splits.js";
import { classOptions, templatesOf, type ZeroShotInputs } from "./zero-shot.js";

export interface CalibrationInputs extends Omit<ZeroShotInputs, "topK">, SplitInputs {
  /** Number of bins, and whether they have equal width ("width", the default) or equal mass. Default 15. */
  bins?: number;
  by?: "width" | "mass";
}

/** Calibration metrics. */
export interface CalibrationScores {
  bins: readonly ReliabilityBin[];
  /**
   * Expected calibration error, 0 to 1: the mean absolute difference of confidence and accuracy over the
   * bins.
   */
  expectedCalibrationError: number;
  negativeLogLikelihood: number;
  brierScore: number;
}

export interface CalibrationEvaluation {
  /** On test, with the model's own logit scale. */
  asTrained: CalibrationScores;
  /** Temperature fitted on validation. */
  temperature: Temperature;
  /** On test, with logits divided by that temperature. */
  scaled: CalibrationScores;
  counts: { validation: number; test: number };
}

/**
 * Calibration of zero-shot confidences (Guo et al. 2017): reliability on test, with the model's own logit
 * scale and with a temperature fitted on validation. Throws the errors of `evaluateZeroShot`.
 */
export async function evaluateCalibration(
  inputs: CalibrationInputs,
  how: How = {},
): Promise<Evaluation<CalibrationEvaluation>> {
  checkOptions(
    inputs,
    [
      "dataset",
      "images",
      "encoder",
      "label",
      "templates",
      "bins",
      "by",
      "classes",
      "vocabulary",
      "split",
      "seed",
    ],
    "evaluateCalibration",
  );
  checkOptions(how, HOW, "evaluateCalibration");
  const { dataset, encoder, bins = 15, by = "width" } = inputs;
  const templates = templatesOf(inputs);
  const column = labelColumn(dataset, inputs.label);
  const listed = classesOf(dataset, column, inputs);
  refuseSynonyms(listed.classes, "Calibration is measured");
  const labeled = labeledImages(dataset, inputs.images, column, listed.ofValue);
  const splits = splitsOf(dataset, labeled, inputs);
  const count = listed.classes.length;
  checkMatrixFits(labeled.labels.length, count);
  const classifier = await classifierOf(encoder, listed.classes, templates, how);
  const toLogits = (embeddings: Embeddings) =>
    zeroShotLogits(embeddings, classifier, { logitScale: encoder.logitScale });
  const embeddings = projectedEmbeddings(labeled.images, encoder);
  const projected = { ...labeled, images: { ...labeled.images, embeddings } };
  const validation = setOf("validation", projected, splits.validation, count);
  const test = setOf("test", projected, splits.test, count);
  const temperature = fitTemperature(validation, toLogits);
  const logits = toLogits(test.embeddings);
  const cooled = { ...logits, data: logits.data.map((logit) => logit / temperature.temperature) };
  const scores = (matrix: Matrix<Float32Array>) => scoresOf(matrix, test.labels, { bins, by });
  const result: CalibrationEvaluation = {
    asTrained: scores(logits),
    temperature,
    scaled: scores(cooled),
    counts: { validation: splits.validation.length, test: splits.test.length },
  };
  const manifest = await manifestOf(
    {
      kind: "calibration",
      images: labeled.images,
      encoder: encoder.id,
      classes: listed.classes,
      templates,
      leftOut: { ...labeled.leftOut, ...splits.leftOut },
      seed: splits.seed,
      options: {
        ...classOptions(column, listed),
        ...splits.options,
        bins,
        by,
        logitScale: encoder.logitScale,
      },
      testSplits: [dataset.hash],
    },
    how,
  );
  return { result, manifest };
}

function scoresOf(
  logits: Matrix<Float32Array>,
  labels: Int32Array,
  binning: { bins: number; by: "width" | "mass" },
): CalibrationScores {
  const probabilities = softmax(logits);
  const { data, rows, cols } = probabilities;
  const confidences = new Float64Array(rows);
  const correct = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    let best = 0;
    for (let c = 1; c < cols; c++) if (data[row * cols + c] > data[row * cols + best]) best = c;
    confidences[row] = Math.min(1, data[row * cols + best]);
    correct[row] = Number(best === labels[row]);
  }
  return {
    bins: reliabilityCurve({ confidences, correct }, binning),
    expectedCalibrationError: expectedCalibrationError({ confidences, correct }, binning),
    negativeLogLikelihood: negativeLogLikelihood({ logits, labels }),
    brierScore: brierScore({ probabilities, labels }),
  };
}
