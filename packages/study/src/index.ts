export * from "./compute/cache/index.js";
export type { Cache, CachePart, CacheUsage } from "./compute/cache.js";
export type * from "./compute/compute.js";
export * from "./compute/local/index.js";
export * from "./compute/protocol/index.js";
export { apply } from "./document/apply.js";
export { type Comparison, compareHash } from "./document/changed.js";
export { classEntries } from "./document/class-entries.js";
export { type ClassContext, classListOf, type ResolvedClass, resolveClasses } from "./document/classes.js";
export type { Command } from "./document/command.js";
export { commandTitle } from "./document/command-title.js";
export * from "./document/document.js";
export { parseStudy, printStudy, type SavedStudy } from "./document/file.js";
export { createHistory, type History } from "./document/history.js";
export { LINK_LIMIT, type PrintedLink, parseLink, printLink } from "./document/link.js";
export { newDocument } from "./document/new-document.js";
export { type EmbedDatasetOptions, embedDataset } from "./embed/embed-dataset.js";
export {
  countFailures,
  type EmbeddedImages,
  type FeatureKind,
  projectedEmbeddings,
  type RowFailure,
  takeImages,
} from "./embed/embedded-images.js";
export {
  type FoundVectors,
  memoryVectorStore,
  type StoredVectors,
  type VectorStore,
  type VectorsKey,
} from "./embed/vector-store.js";
export { describeEncoder, type ModelDescription } from "./encoder/described-encoder.js";
export type { Encoder, EncoderId, TokenView } from "./encoder/encoder.js";
export { type ModelInput, modelInput } from "./encoder/model-input.js";
export { type Builtins, type ModelSource, parseModelSource } from "./encoder/model-source.js";
export { encoderOf, type OpenEncoderOptions, openEncoder } from "./encoder/open-encoder.js";
export { type AccuracyOfValue, accuracyBy } from "./evaluate/accuracy-by.js";
export {
  type Baselines,
  type BaselinesTable,
  baselinesOf,
  publishedBaselines,
} from "./evaluate/baselines.js";
export {
  type CalibrationEvaluation,
  type CalibrationInputs,
  type CalibrationScores,
  evaluateCalibration,
} from "./evaluate/calibration.js";
export type {
  ClassInputs,
  ClassSpec,
  EvaluatedClass,
  Vocabulary,
} from "./evaluate/classes.js";
export type { ClassifierSpec } from "./evaluate/classifiers.js";
export { labelColumn, shiftColumn } from "./evaluate/columns.js";
export {
  type CorruptionCurves,
  type CorruptionScores,
  type CorruptionsEvaluation,
  type CorruptionsHow,
  type CorruptionsInputs,
  curvesOf,
  evaluateCorruptions,
  type PictureClassifier,
} from "./evaluate/corruptions.js";
export type { CosineFacts, CosineSummary } from "./evaluate/cosine-facts.js";
export type { Evaluation, How } from "./evaluate/evaluation.js";
export { evaluateFewShot, type FewShotEvaluation, type FewShotInputs } from "./evaluate/few-shot.js";
export type { FoundClusters } from "./evaluate/find-clusters.js";
export {
  evaluateFindings,
  type FindingKind,
  type FindingsEvaluation,
  type FindingsInputs,
} from "./evaluate/findings.js";
export {
  type ClassLoss,
  type Count,
  type Judged,
  lossOf,
  type ShiftLosses,
  shiftLosses,
} from "./evaluate/losses.js";
export { layOutMap, type MapEvaluation, type MapHow, type MapInputs } from "./evaluate/map.js";
export type { FoundRegion, MapHonesty } from "./evaluate/map-structure.js";
export {
  type NeighborsEvaluation,
  type NeighborsInputs,
  type Query,
  searchNeighbors,
} from "./evaluate/neighbors.js";
export {
  evaluateNoneOfThese,
  type NoneOfTheseEvaluation,
  type NoneOfTheseInputs,
} from "./evaluate/none-of-these.js";
export {
  evaluateKnn,
  evaluateProbe,
  type KnnEvaluation,
  type ProbeEvaluation,
  type ProbeInputs,
  type ProbeScores,
} from "./evaluate/probe.js";
export { type PublishedShifts, publishedShifts } from "./evaluate/published-shifts.js";
export { evaluateRetrieval, type RetrievalEvaluation, type RetrievalInputs } from "./evaluate/retrieval.js";
export { scoreZeroShot, type ZeroShotScores } from "./evaluate/score-zero-shot.js";
export type { ClassScores } from "./evaluate/scores-by-class.js";
export { shiftCategory } from "./evaluate/shift-category.js";
export {
  evaluateShifts,
  type ShiftScore,
  type ShiftsEvaluation,
  type ShiftsInputs,
} from "./evaluate/shifts.js";
export { type SplitInputs, splitNamed } from "./evaluate/splits.js";
export { evaluateTemplates, type TemplatesEvaluation, type TemplatesInputs } from "./evaluate/templates.js";
export {
  DEFAULT_TEMPLATES,
  evaluateZeroShot,
  type ZeroShotEvaluation,
  type ZeroShotInputs,
} from "./evaluate/zero-shot.js";
export type { ColumnInfo } from "./rows/column-source.js";
export * from "./rows/derived-columns.js";
export type { Filter } from "./rows/filter.js";
export { type Columns, filterRows, rowsOfFilters } from "./rows/filter-rows.js";
export { indexKeys, type KeyIndex } from "./rows/key-index.js";
export { nameRegions, type RegionNaming } from "./rows/region-names.js";
export { allRows, type RowSet, rowSet } from "./rows/row-set.js";
export { chooseIds, sampleRows } from "./rows/sample-rows.js";
export { type Ask, Computation, type ComputationOptions } from "./study/computation.js";
export { createStudy, type StudyWhere } from "./study/create-study.js";
export type { Derived, Missing } from "./study/derived.js";
export type { Job, Jobs } from "./study/job.js";
export { mapSettingsOf } from "./study/map-settings.js";
export { dataRefOf, type OpenStudyOptions, openStudy, type StudyStart } from "./study/open-study.js";
export type { Run, RunHistory } from "./study/runs.js";
export type * from "./study/study.js";
export { titleOf } from "./study/titles.js";
export type { TrainingRun, TrainSettings } from "./study/training-run.js";
export { checkpointZip } from "./train/checkpoint-zip.js";
