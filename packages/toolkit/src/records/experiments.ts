import type { Embeddings } from "@clipscope/core";
import { type HdbscanOptions, hdbscan } from "../finding/hdbscan.js";
import { findLabelErrors } from "../finding/label-errors.js";
import { localOutlierFactors } from "../finding/outliers.js";
import { countCorrect } from "../metrics/accuracy.js";
import type { BootstrapOptions } from "../metrics/bootstrap.js";
import { mcNemar, pairedBootstrap } from "../metrics/compare.js";
import { confusionMatrix } from "../metrics/confusion.js";
import { proportion } from "../metrics/intervals.js";
import { macroF1, meanPerClassRecall } from "../metrics/per-class.js";
import {
  expectedCalibrationError,
  type ReliabilityOptions,
  reliabilityCurve,
} from "../metrics/reliability.js";
import { fitTemperature } from "../metrics/temperature.js";
import { chooseNoneOfThese, type NoneOfTheseOptions } from "../none-of-these.js";
import type { EpochOptions } from "../optimise/train-epochs.js";
import { classMeans } from "../probes/class-means.js";
import { type FewShotOptions, fewShotCurve } from "../probes/few-shot.js";
import { fineTuneHead } from "../probes/fine-tune.js";
import { chooseK, type KnnProbeOptions } from "../probes/knn-probe.js";
import { type LinearClassifier, linearLogits, predictLinear } from "../probes/linear.js";
import { fitLogisticRegression, type LogisticRegressionOptions } from "../probes/logistic-regression.js";
import { type SweepOptions, sweepRegularisation } from "../probes/sweep.js";
import { fitTipAdapter, type TipAdapterOptions } from "../probes/tip-adapter.js";
import { type TunedTipAdapterOptions, tuneTipAdapter } from "../probes/tune-tip-adapter.js";
import type { Matrix } from "../products.js";
import { type Metric, nearestNeighbors } from "../projection/knn.js";
import { fitUmap, type UmapOptions } from "../projection/umap.js";
import {
  type AblationOptions,
  type GreedyOptions,
  greedyTemplates,
  leaveOneOut,
} from "../prompts/ablation.js";
import type { TemplateEmbeddings } from "../prompts/ensemble.js";
import { nearDuplicates } from "../retrieval/near-duplicates.js";
import { retrievalRecall } from "../retrieval/recall.js";
import type { LabelledSet } from "../splits.js";
import { type ZeroShotOptions, zeroShot } from "../zero-shot.js";

type Train = { train: LabelledSet<"train"> };
type TrainAndValidation = Train & { validation: LabelledSet<"validation"> };
type WithClassifier = { classifier: Embeddings };
type Random = { seed?: number; seeds?: readonly number[] };

/** One kind of run: data in, options that JSON holds, a result. `random` is what is recorded of chance if not given. */
const kind = <I, O, R>(run: (inputs: I, options: O) => R | Promise<R>, random: Random = {}) => ({
  run,
  random,
});

/** Everything that `record` can run and `rerun` can run again, by the manifest's `kind`. */
export const EXPERIMENTS = {
  "zero-shot": kind((i: { images: Embeddings } & WithClassifier, o: ZeroShotOptions) =>
    zeroShot(i.images, i.classifier, o),
  ),
  "none of these": kind(
    (i: { validation: LabelledSet<"validation"> } & WithClassifier, o: NoneOfTheseOptions) =>
      chooseNoneOfThese(i.validation, i.classifier, o),
  ),
  "leave one template out": kind(
    (i: { embeddings: TemplateEmbeddings; validation: LabelledSet<"validation"> }, o: AblationOptions) =>
      leaveOneOut(i.embeddings, i.validation, o),
  ),
  "greedy templates": kind(
    (i: { embeddings: TemplateEmbeddings; validation: LabelledSet<"validation"> }, o: GreedyOptions) =>
      greedyTemplates(i.embeddings, i.validation, o),
  ),
  "logistic regression": kind(
    (i: { train: LabelledSet<"train" | "train+validation"> }, o: LogisticRegressionOptions) =>
      fitLogisticRegression(i.train, o),
  ),
  "sweep of λ": kind((i: TrainAndValidation, o: SweepOptions) =>
    sweepRegularisation(i.train, i.validation, o),
  ),
  "few-shot curve": kind(
    (i: TrainAndValidation & { test: LabelledSet<"test"> }, o: FewShotOptions) =>
      fewShotCurve(i.train, i.validation, i.test, o),
    { seeds: [1, 2, 3] },
  ),
  "class means": kind((i: Train, o: { metric?: Metric }) => classMeans(i.train, o)),
  "k-NN probe": kind((i: TrainAndValidation, o: KnnProbeOptions & { candidates?: readonly number[] }) =>
    chooseK(i.train, i.validation, o),
  ),
  "Tip-Adapter": kind((i: TrainAndValidation & WithClassifier, o: TipAdapterOptions) =>
    fitTipAdapter(i.train, i.validation, i.classifier, o),
  ),
  "Tip-Adapter-F": kind(
    (i: TrainAndValidation & WithClassifier, o: TunedTipAdapterOptions) =>
      tuneTipAdapter(i.train, i.validation, i.classifier, o),
    { seed: 42 },
  ),
  "fine-tuned head": kind(
    (i: Train & { head: LinearClassifier }, o: EpochOptions) => fineTuneHead(i.head, i.train, o),
    { seed: 42 },
  ),
  temperature: kind((i: { validation: LabelledSet<"validation">; head: LinearClassifier }, _: object) =>
    fitTemperature(i.validation, (rows) => linearLogits(i.head, rows)),
  ),
  /** The one look at the test split: how good a linear classifier, zero-shot or learnt, is there. */
  "test accuracy": kind((i: { test: LabelledSet<"test">; head: LinearClassifier }, o: { level?: number }) => {
    const predictions = predictLinear(i.head, i.test.embeddings);
    const { labels, classes } = i.test;
    const confusion = confusionMatrix(predictions, labels, classes);
    return {
      accuracy: proportion(countCorrect(predictions, labels), labels.length, o),
      meanPerClassRecall: meanPerClassRecall(confusion),
      macroF1: macroF1(confusion),
      predictions,
    };
  }),
  calibration: kind(
    (i: { confidences: ArrayLike<number>; correct: ArrayLike<number> }, o: ReliabilityOptions) => ({
      curve: reliabilityCurve(i.confidences, i.correct, o),
      expectedCalibrationError: expectedCalibrationError(i.confidences, i.correct, o),
    }),
  ),
  "paired bootstrap": kind(
    (i: { first: ArrayLike<number>; second: ArrayLike<number> }, o: BootstrapOptions) =>
      pairedBootstrap(i.first, i.second, o),
    { seed: 42 },
  ),
  "McNemar's test": kind(
    (
      i: { first: ArrayLike<number>; second: ArrayLike<number>; labels: ArrayLike<number> },
      o: { method?: "exact" | "chi-square" },
    ) => mcNemar(i.first, i.second, i.labels, o.method),
  ),
  retrieval: kind(
    (
      i: { images: Embeddings; texts: Embeddings; imageOfText: ArrayLike<number> },
      o: { ks?: readonly number[] },
    ) => retrievalRecall(i.images, i.texts, i.imageOfText, o.ks),
  ),
  "near-duplicates": kind((i: { embeddings: Embeddings }, o: { threshold?: number }) =>
    nearDuplicates(i.embeddings, o),
  ),
  neighbours: kind((i: { embeddings: Embeddings }, o: { k: number; metric?: Metric }) =>
    nearestNeighbors(i.embeddings, o.k, o),
  ),
  map: kind((i: { embeddings: Embeddings }, o: UmapOptions) => fitUmap(i.embeddings, o), { seed: 42 }),
  clusters: kind((i: { embeddings: Embeddings }, o: HdbscanOptions) => hdbscan(i.embeddings, o)),
  outliers: kind((i: { embeddings: Embeddings }, o: { k?: number; metric?: Metric }) =>
    localOutlierFactors(i.embeddings, o),
  ),
  "label errors": kind(
    (i: { probabilities: Matrix<Float32Array | Float64Array>; labels: ArrayLike<number> }, _: object) =>
      findLabelErrors(i.probabilities, i.labels),
  ),
};

export type Kind = keyof typeof EXPERIMENTS;
type Run<K extends Kind> = (typeof EXPERIMENTS)[K]["run"];
export type InputsOf<K extends Kind> = Parameters<Run<K>>[0];
export type OptionsOf<K extends Kind> = Parameters<Run<K>>[1];
export type ResultOf<K extends Kind> = Awaited<ReturnType<Run<K>>>;
