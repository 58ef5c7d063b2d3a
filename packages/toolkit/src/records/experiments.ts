import { ClipscopeError } from "@clipscope/types";
import { biasProbeExperiment } from "../bias-probe.js";
import { clusterNamesExperiment } from "../finding/cluster-names.js";
import { disagreementExperiment } from "../finding/disagreement.js";
import { clustersExperiment } from "../finding/hdbscan.js";
import { labelErrorsExperiment } from "../finding/label-errors.js";
import { outliersExperiment } from "../finding/outliers.js";
import { searchExperiment } from "../finding/query.js";
import { unfamiliarImagesExperiment } from "../finding/unfamiliar.js";
import { alignmentExperiment, uniformityExperiment } from "../geometry/alignment-uniformity.js";
import { linearCkaExperiment } from "../geometry/cka.js";
import { modalityGapExperiment } from "../geometry/modality-gap.js";
import { aurocExperiment, aurocOneVsRestExperiment } from "../metrics/auroc.js";
import { meanAveragePrecisionExperiment } from "../metrics/average-precision.js";
import { classMetricsExperiment } from "../metrics/class-metrics.js";
import { classificationReportExperiment } from "../metrics/classification-report.js";
import { mcnemarExperiment, pairedBootstrapExperiment } from "../metrics/compare.js";
import { properScoresExperiment } from "../metrics/proper-scores.js";
import { calibrationExperiment } from "../metrics/reliability.js";
import { temperatureExperiment } from "../metrics/temperature.js";
import { neighborsExperiment } from "../neighbors/knn.js";
import { noneOfTheseExperiment } from "../none-of-these.js";
import { classMeansExperiment } from "../probes/class-means.js";
import { crossValidationExperiment } from "../probes/cross-validate.js";
import { fewShotCurveExperiment } from "../probes/few-shot.js";
import { fineTunedHeadExperiment } from "../probes/fine-tune.js";
import { knnProbeExperiment } from "../probes/knn-probe.js";
import { logisticRegressionExperiment } from "../probes/logistic-regression.js";
import { lambdaSweepExperiment } from "../probes/sweep.js";
import { testAccuracyExperiment } from "../probes/test-accuracy.js";
import { tipAdapterExperiment } from "../probes/tip-adapter.js";
import { tipAdapterFExperiment } from "../probes/tune-tip-adapter.js";
import { principalComponentsExperiment } from "../projection/pca.js";
import { mapPlacementExperiment } from "../projection/place.js";
import { mapQualityExperiment } from "../projection/quality.js";
import { mapExperiment } from "../projection/umap.js";
import { greedyTemplatesExperiment, leaveOneTemplateOutExperiment } from "../prompts/ablation.js";
import { promptEnsembleExperiment } from "../prompts/ensemble.js";
import { classListExperiment } from "../prompts/lint.js";
import { randomWordControlExperiment } from "../prompts/random-words.js";
import { nearDuplicatesExperiment } from "../retrieval/near-duplicates.js";
import { retrievalByLabelExperiment, retrievalExperiment } from "../retrieval/recall.js";
import { accuracyByShiftExperiment } from "../robustness/accuracy-by-shift.js";
import { calibrationByShiftExperiment } from "../robustness/calibration-by-shift.js";
import { corruptionErrorsExperiment } from "../robustness/corruption-error.js";
import { effectiveRobustnessExperiment } from "../robustness/effective-robustness.js";
import { gapClosureExperiment } from "../robustness/gap-closure.js";
import { scoreUnderShiftExperiment } from "../robustness/hits-under-shift.js";
import { baselineBandExperiment } from "../robustness/line-band.js";
import { robustnessByShiftExperiment } from "../robustness/robustness-by-shift.js";
import { wiseFtCurveExperiment } from "../robustness/wise-ft.js";
import { zeroShotExperiment } from "../zero-shot/index.js";
import type { Experiment } from "./experiment.js";

// biome-ignore lint/suspicious/noExplicitAny: one list of experiments with inputs and options of every kind
type AnyExperiment = Experiment<any, any, unknown>;

/**
 * All experiments of this package. Programs that run only a few should import those directly, next to their
 * methods.
 */
export const EXPERIMENTS: readonly AnyExperiment[] = [
  zeroShotExperiment,
  noneOfTheseExperiment,
  classListExperiment,
  promptEnsembleExperiment,
  leaveOneTemplateOutExperiment,
  greedyTemplatesExperiment,
  randomWordControlExperiment,
  logisticRegressionExperiment,
  lambdaSweepExperiment,
  fewShotCurveExperiment,
  classMeansExperiment,
  knnProbeExperiment,
  tipAdapterExperiment,
  tipAdapterFExperiment,
  fineTunedHeadExperiment,
  temperatureExperiment,
  properScoresExperiment,
  meanAveragePrecisionExperiment,
  aurocExperiment,
  aurocOneVsRestExperiment,
  classificationReportExperiment,
  crossValidationExperiment,
  calibrationExperiment,
  pairedBootstrapExperiment,
  mcnemarExperiment,
  retrievalExperiment,
  retrievalByLabelExperiment,
  nearDuplicatesExperiment,
  neighborsExperiment,
  searchExperiment,
  mapExperiment,
  mapPlacementExperiment,
  mapQualityExperiment,
  principalComponentsExperiment,
  clustersExperiment,
  outliersExperiment,
  labelErrorsExperiment,
  disagreementExperiment,
  unfamiliarImagesExperiment,
  clusterNamesExperiment,
  accuracyByShiftExperiment,
  calibrationByShiftExperiment,
  robustnessByShiftExperiment,
  effectiveRobustnessExperiment,
  baselineBandExperiment,
  scoreUnderShiftExperiment,
  gapClosureExperiment,
  corruptionErrorsExperiment,
  wiseFtCurveExperiment,
  modalityGapExperiment,
  alignmentExperiment,
  uniformityExperiment,
  linearCkaExperiment,
  biasProbeExperiment,
  classMetricsExperiment,
  testAccuracyExperiment,
];

/** Finds the experiment for a manifest's `kind`, to `rerun` it. Throws `bad-argument` for an unknown kind. */
export function experimentOf(kind: string): AnyExperiment {
  const found = EXPERIMENTS.find(({ id }) => id === kind);
  if (found) return found;
  throw new ClipscopeError(
    "bad-argument",
    `There is no experiment "${kind}". There are: ${EXPERIMENTS.map(({ id }) => id).join(", ")}.`,
  );
}
