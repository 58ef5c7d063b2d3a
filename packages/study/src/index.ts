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
  memoryVectorStore,
  type StoredVectors,
  type VectorStore,
  type VectorsKey,
} from "./embed/vector-store.js";
export type { EmbedStreamOptions, Encoder, EncoderId, ImageStream, TokenView } from "./encoder/encoder.js";
export { type Builtins, type ModelSource, parseModelSource } from "./encoder/model-source.js";
export { type OpenEncoderOptions, openEncoder } from "./encoder/open-encoder.js";
export type { ClassInputs, ClassSpec, EvaluatedClass, Vocabulary } from "./evaluate/classes.js";
export type { TextHow } from "./evaluate/classifier.js";
export type { Evaluation, How } from "./evaluate/evaluation.js";
export type { ClassScores } from "./evaluate/scores-by-class.js";
export {
  DEFAULT_TEMPLATES,
  evaluateZeroShot,
  type ZeroShotEvaluation,
  type ZeroShotInputs,
} from "./evaluate/zero-shot.js";
