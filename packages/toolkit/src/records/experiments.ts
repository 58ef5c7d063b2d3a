import type { Embeddings, Matrix } from "@clipscope/types";
import { biasProbe, type ClassDesign } from "../bias-probe.js";
import { nameClusters } from "../finding/cluster-names.js";
import { type Run as Answers, findDisagreement } from "../finding/disagreement.js";
import { type HdbscanOptions, hdbscan } from "../finding/hdbscan.js";
import { findLabelErrors } from "../finding/label-errors.js";
import { localOutlierFactors } from "../finding/outliers.js";
import { combineQuery, type QueryTerm } from "../finding/query.js";
import { findUnfamiliar } from "../finding/unfamiliar.js";
import { alignment, uniformity } from "../geometry/alignment-uniformity.js";
import { linearCka } from "../geometry/cka.js";
import { modalityGap } from "../geometry/modality-gap.js";
import { countCorrect } from "../metrics/accuracy.js";
import { meanAveragePrecision } from "../metrics/average-precision.js";
import type { BootstrapOptions } from "../metrics/bootstrap.js";
import { mcNemar, pairedBootstrap } from "../metrics/compare.js";
import { confusionMatrix, rollUpConfusion } from "../metrics/confusion.js";
import { proportion } from "../metrics/intervals.js";
import { macroF1, meanPerClassRecall, perClassMetrics } from "../metrics/per-class.js";
import { brierScore, negativeLogLikelihood } from "../metrics/proper-scores.js";
import {
  expectedCalibrationError,
  type ReliabilityOptions,
  reliabilityCurve,
} from "../metrics/reliability.js";
import { fitTemperature } from "../metrics/temperature.js";
import { chooseNoneOfThese, type NoneOfTheseOptions } from "../none-of-these.js";
import type { EpochOptions } from "../optimize/train-epochs.js";
import { classMeans } from "../probes/class-means.js";
import { type FewShotOptions, fewShotCurve } from "../probes/few-shot.js";
import { fineTuneHead } from "../probes/fine-tune.js";
import { chooseK, type KnnProbeOptions } from "../probes/knn-probe.js";
import { type LinearClassifier, linearLogits, predictLinear } from "../probes/linear.js";
import { fitLogisticRegression, type LogisticRegressionOptions } from "../probes/logistic-regression.js";
import { type Score, type SweepOptions, sweepRegularization } from "../probes/sweep.js";
import { fitTipAdapter, type TipAdapterOptions } from "../probes/tip-adapter.js";
import { type TunedTipAdapterOptions, tuneTipAdapter } from "../probes/tune-tip-adapter.js";
import { type Metric, nearestNeighbors, nearestTo } from "../projection/knn.js";
import { fitPca, type PcaOptions, projectPca } from "../projection/pca.js";
import { type PlaceOptions, placeInMap } from "../projection/place.js";
import { continuity, neighborhoodPreservation, trustworthiness } from "../projection/quality.js";
import { fitUmap, type UmapOptions } from "../projection/umap.js";
import type { Positions } from "../projection/umap-layout.js";
import {
  type AblationOptions,
  type GreedyOptions,
  greedyTemplates,
  leaveOneOut,
} from "../prompts/ablation.js";
import { ensembleOf, type TemplateEmbeddings } from "../prompts/ensemble.js";
import { type LintOptions, lintClassNames } from "../prompts/lint.js";
import {
  type RandomWordControlOptions,
  type RandomWordEnsemble,
  scoreRandomWords,
} from "../prompts/random-words.js";
import { nearDuplicates } from "../retrieval/near-duplicates.js";
import {
  type LabelRetrievalOptions,
  retrievalMeanAveragePrecision,
  retrievalRecall,
} from "../retrieval/recall.js";
import { accuracyByShift, type ShiftResult } from "../robustness/accuracy-by-shift.js";
import { calibrationByShift, type ShiftLogits } from "../robustness/calibration-by-shift.js";
import { type CorruptionAccuracies, corruptionErrors } from "../robustness/corruption-error.js";
import { effectiveRobustness } from "../robustness/effective-robustness.js";
import { gapClosure } from "../robustness/gap-closure.js";
import type { ModelHits } from "../robustness/hits.js";
import { type HitStudy, scoreUnderShift } from "../robustness/hits-under-shift.js";
import { logitLineBand } from "../robustness/line-band.js";
import { type AccuracyPair, fitLogitLine } from "../robustness/logit-line.js";
import { robustnessByShift, type ShiftStudy } from "../robustness/robustness-by-shift.js";
import { wiseFtCurve } from "../robustness/wise-ft.js";
import { checkSplit, type LabeledSet, type Split } from "../splits.js";
import { softmax, type ZeroShotOptions, zeroShot } from "../zero-shot.js";

type Train = { train: LabeledSet<"train"> };
type TrainAndValidation = Train & { validation: LabeledSet<"validation"> };
type WithClassifier = { classifier: Embeddings };
type Proportions = { level?: number; method?: "wilson" | "clopper-pearson" };
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
    (i: { validation: LabeledSet<"validation"> } & WithClassifier, o: NoneOfTheseOptions) =>
      chooseNoneOfThese(i.validation, i.classifier, o),
  ),
  /** Without the counting of tokens, which takes a tokenizer. */
  "class list": kind(
    (i: { classNames: readonly string[]; classifier?: Embeddings }, o: Pick<LintOptions, "nearIdentical">) =>
      lintClassNames(i.classNames, { ...o, classifier: i.classifier }),
  ),
  /** The ensemble of the templates at these indices; without them, of all. */
  "prompt ensemble": kind((i: { embeddings: TemplateEmbeddings }, o: { templates?: readonly number[] }) =>
    ensembleOf(i.embeddings, o.templates ?? [...i.embeddings.templates.keys()]),
  ),
  "leave one template out": kind(
    (i: { embeddings: TemplateEmbeddings; validation: LabeledSet<"validation"> }, o: AblationOptions) =>
      leaveOneOut(i.embeddings, i.validation, o),
  ),
  "greedy templates": kind(
    (i: { embeddings: TemplateEmbeddings; validation: LabeledSet<"validation"> }, o: GreedyOptions) =>
      greedyTemplates(i.embeddings, i.validation, o),
  ),
  "random-word control": kind(
    (
      i: { ensembles: readonly RandomWordEnsemble[]; validation: LabeledSet<"validation"> },
      o: RandomWordControlOptions & { score?: Score },
    ) => scoreRandomWords(i.ensembles, i.validation, o),
    { seed: 42 },
  ),
  "logistic regression": kind(
    (i: { train: LabeledSet<"train" | "train+validation"> }, o: LogisticRegressionOptions) =>
      fitLogisticRegression(i.train, o),
  ),
  "sweep of λ": kind((i: TrainAndValidation, o: SweepOptions) =>
    sweepRegularization(i.train, i.validation, o),
  ),
  "few-shot curve": kind(
    (i: TrainAndValidation & { test: LabeledSet<"test"> }, o: FewShotOptions) =>
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
  temperature: kind((i: { validation: LabeledSet<"validation">; head: LinearClassifier }, _: object) =>
    fitTemperature(i.validation, (rows) => linearLogits(i.head, rows)),
  ),
  /** The one look at the test split: how good a linear classifier, zero-shot or learned, is there. */
  "test accuracy": kind((i: { test: LabeledSet<"test">; head: LinearClassifier }, o: { level?: number }) => {
    checkSplit(i.test, "test");
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
  /** `groups` is `[classes]`, the upper level of each class, from 0: the confusion is then rolled up to them too. */
  "class metrics": kind(
    (
      i: { predictions: ArrayLike<number>; labels: ArrayLike<number>; groups?: ArrayLike<number> },
      { classes, ...o }: Proportions & { classes: number },
    ) => {
      const { predictions, labels, groups } = i;
      const confusion = confusionMatrix(predictions, labels, classes);
      return {
        accuracy: proportion(countCorrect(predictions, labels), labels.length, o),
        confusion,
        rolledUp: groups && rollUpConfusion(confusion, groups, 1 + Math.max(...Array.from(groups))),
        perClass: perClassMetrics(confusion),
        meanPerClassRecall: meanPerClassRecall(confusion),
        macroF1: macroF1(confusion),
      };
    },
  ),
  /** Of softmax(logits); `logits` is `[rows, classes]`. */
  "proper scores": kind(
    (i: { logits: Matrix<Float32Array | Float64Array>; labels: ArrayLike<number> }, _: object) => {
      return {
        brierScore: brierScore(softmax(i.logits), i.labels),
        negativeLogLikelihood: negativeLogLikelihood(i.logits, i.labels),
      };
    },
  ),
  "mean average precision": kind(
    (i: { scores: Matrix<Float32Array | Float64Array>; labels: ArrayLike<number> }, _: object) =>
      meanAveragePrecision(i.scores, i.labels),
  ),
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
  "retrieval by label": kind(
    (
      i: {
        queries: Embeddings;
        queryLabels: ArrayLike<number>;
        gallery: Embeddings;
        galleryLabels: ArrayLike<number>;
      },
      o: LabelRetrievalOptions,
    ) => retrievalMeanAveragePrecision(i.queries, i.queryLabels, i.gallery, i.galleryLabels, o),
  ),
  "near-duplicates": kind((i: { embeddings: Embeddings }, o: { threshold?: number }) =>
    nearDuplicates(i.embeddings, o),
  ),
  neighbors: kind((i: { embeddings: Embeddings }, o: { k: number; metric?: Metric }) =>
    nearestNeighbors(i.embeddings, o.k, o),
  ),
  /** Query arithmetic: the gallery's rows nearest to the sum of the terms. */
  search: kind(
    (i: { terms: readonly QueryTerm[]; gallery: Embeddings }, { k, ...o }: { k: number; metric?: Metric }) =>
      nearestTo(combineQuery(i.terms), i.gallery, k, o),
  ),
  map: kind(
    (i: { embeddings: Embeddings; labels?: ArrayLike<number> }, o: Omit<UmapOptions, "labels">) =>
      fitUmap(i.embeddings, { ...o, labels: i.labels }),
    { seed: 42 },
  ),
  "place in a map": kind(
    (i: { queries: Embeddings; embeddings: Embeddings; map: Positions }, o: PlaceOptions) =>
      placeInMap(i.queries, i.embeddings, i.map, o),
    { seed: 42 },
  ),
  "quality of a map": kind(
    (i: { embeddings: Embeddings; map: Positions }, { k, ...o }: { k?: number; metric?: Metric }) => ({
      trustworthiness: trustworthiness(i.embeddings, i.map, k, o),
      continuity: continuity(i.embeddings, i.map, k, o),
      neighborhoodPreservation: neighborhoodPreservation(i.embeddings, i.map, k, o),
    }),
  ),
  "principal components": kind(
    (i: { embeddings: Embeddings }, { components, ...o }: PcaOptions & { components?: number }) => {
      const pca = fitPca(i.embeddings, components, o);
      return { pca, positions: projectPca(pca, i.embeddings) };
    },
    { seed: 42 },
  ),
  clusters: kind((i: { embeddings: Embeddings }, o: HdbscanOptions) => hdbscan(i.embeddings, o)),
  outliers: kind((i: { embeddings: Embeddings }, o: { k?: number; metric?: Metric }) =>
    localOutlierFactors(i.embeddings, o),
  ),
  "label errors": kind(
    (i: { probabilities: Matrix<Float32Array | Float64Array>; labels: ArrayLike<number> }, _: object) =>
      findLabelErrors(i.probabilities, i.labels),
  ),
  disagreement: kind((i: { first: Answers; second: Answers; labels?: ArrayLike<number> }, _: object) =>
    findDisagreement(i.first, i.second, i.labels),
  ),
  "unfamiliar images": kind(
    (i: { embeddings: Embeddings; reference: Embeddings }, o: { k?: number; quantile?: number }) =>
      findUnfamiliar(i.embeddings, i.reference, o),
  ),
  "cluster names": kind(
    (
      i: {
        embeddings: Embeddings;
        labels: ArrayLike<number>;
        words: readonly string[];
        wordEmbeddings: Embeddings;
      },
      o: { count?: number },
    ) => nameClusters(i.embeddings, i.labels, i.words, i.wordEmbeddings, o),
  ),
  "accuracy by shift": kind((i: { results: readonly ShiftResult[] }, o: Proportions) =>
    accuracyByShift(i.results, o),
  ),
  "calibration by shift": kind(
    (i: { shifts: readonly ShiftLogits[] }, o: ReliabilityOptions & { temperature?: number }) =>
      calibrationByShift(i.shifts, o),
  ),
  "robustness by shift": kind((i: { study: ShiftStudy }, o: { level?: number }) =>
    robustnessByShift(i.study, o),
  ),
  "effective robustness": kind(
    (i: { baseline: readonly AccuracyPair[]; points: readonly AccuracyPair[] }, _: object) => {
      const line = fitLogitLine(i.baseline);
      return { line, effective: i.points.map((point) => effectiveRobustness(point, line)) };
    },
  ),
  "baseline band": kind(
    (i: { baseline: readonly AccuracyPair[]; xs: readonly number[] }, o: BootstrapOptions) =>
      logitLineBand(i.baseline, i.xs, o),
    { seed: 42 },
  ),
  /** Item by item, on one shift. */
  "score under shift": kind(
    (i: { model: ModelHits; study: HitStudy }, { shift, ...o }: BootstrapOptions & { shift: string }) =>
      scoreUnderShift(i.model, i.study, shift, o),
    { seed: 42 },
  ),
  "gap closure": kind(
    (
      i: { reference: number; supervised: Record<string, number>; model: Record<string, number> },
      _: object,
    ) => gapClosure(i.reference, i.supervised, i.model),
  ),
  "corruption errors": kind(
    (
      i: {
        model: CorruptionAccuracies;
        reference: CorruptionAccuracies;
        clean?: { model: number; reference: number };
      },
      _: object,
    ) => corruptionErrors(i.model, i.reference, i.clean),
  ),
  /** Sets by name; those of the test split count as looked at. */
  "WiSE-FT curve": kind(
    (
      i: {
        zeroShot: LinearClassifier;
        fineTuned: LinearClassifier;
        sets: Readonly<Record<string, LabeledSet<Split>>>;
      },
      o: { alphas?: readonly number[] },
    ) => {
      const sets = Object.entries(i.sets).map(([name, set]) => ({ name, ...set }));
      return wiseFtCurve(i.zeroShot, i.fineTuned, sets, o.alphas);
    },
  ),
  "modality gap": kind((i: { images: Embeddings; texts: Embeddings }, _: object) =>
    modalityGap(i.images, i.texts),
  ),
  alignment: kind((i: { first: Embeddings; second: Embeddings }, o: { alpha?: number }) =>
    alignment(i.first, i.second, o.alpha),
  ),
  uniformity: kind((i: { embeddings: Embeddings }, o: { t?: number }) => uniformity(i.embeddings, o.t)),
  "linear CKA": kind((i: { first: Embeddings; second: Embeddings }, _: object) =>
    linearCka(i.first, i.second),
  ),
  "bias probe": kind(
    (i: { images: Embeddings; groups: readonly string[]; designs: readonly ClassDesign[] }, _: object) =>
      biasProbe(i.images, i.groups, i.designs),
  ),
};

export type Kind = keyof typeof EXPERIMENTS;
type Run<K extends Kind> = (typeof EXPERIMENTS)[K]["run"];
export type InputsOf<K extends Kind> = Parameters<Run<K>>[0];
export type OptionsOf<K extends Kind> = Parameters<Run<K>>[1];
export type ResultOf<K extends Kind> = Awaited<ReturnType<Run<K>>>;
