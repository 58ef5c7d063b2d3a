import type { PatchMap, TokenMap } from "@clipscope/core/inside";
import type { Column, Dataset, Roles, RowProblem, UnreadPath, Vocabulary } from "@clipscope/datasets";
import type { CorruptionId } from "@clipscope/datasets/corruptions";
import type { Manifest, Metric, Proportion, TopK } from "@clipscope/toolkit";
import type { Matrix, OnProgress } from "@clipscope/types";
import type { DatasetRef, Edits, ModelRef, RoleChoices, Sample } from "../document/document.js";
import type { FeatureKind, RowFailure } from "../embed/embedded-images.js";
import type { EncoderId, TokenView } from "../encoder/encoder.js";
import type { CalibrationEvaluation } from "../evaluate/calibration.js";
import type { EvaluatedClass, Vocabulary as VocabularyPolicy } from "../evaluate/classes.js";
import type { ImagePath, SeverityStep } from "../evaluate/corrupted-image.js";
import type { CorruptionScores, CorruptionsEvaluation, CorruptionsInputs } from "../evaluate/corruptions.js";
import type { CosineFacts } from "../evaluate/cosine-facts.js";
import type { Evaluation } from "../evaluate/evaluation.js";
import type { FewShotEvaluation } from "../evaluate/few-shot.js";
import type { FindingsEvaluation, FindingsInputs } from "../evaluate/findings.js";
import type { MapInputs } from "../evaluate/map.js";
import type { FoundRegion, MapHonesty } from "../evaluate/map-structure.js";
import type { NoneOfTheseEvaluation, NoneOfTheseInputs } from "../evaluate/none-of-these.js";
import type { ProbeEvaluation } from "../evaluate/probe.js";
import type { ClassScores } from "../evaluate/scores-by-class.js";
import type { ShiftsEvaluation, ShiftsInputs } from "../evaluate/shifts.js";
import type { TemplatesEvaluation } from "../evaluate/templates.js";
import type { TrainedModel, TrainingReport, TrainRequest } from "../train/training.js";
import type { CacheUsage } from "./cache.js";

export type * from "../train/training.js";

/**
 * Runs all computations of a study, and holds pixels, vectors and text embeddings by dataset and model. Each
 * request is self-contained, so that a restarted worker can answer it; datasets, models and vectors of earlier
 * requests are reused. Runs in the process in Node (`localCompute`), and in a worker in a page (`workerCompute`).
 */
export interface Compute {
  /** Supplies the files for references of kind "files" with this name. Call before using one. Kept until replaced. */
  provide(name: string, files: readonly ProvidedFile[]): void;
  openDataset(request: { data: DataSpec }, how?: CallHow): Promise<OpenedDataset>;
  openModel(request: { model: ModelRef }, how?: CallHow): Promise<OpenedModel>;
  /** Embeds the data's rows, or reads their stored vectors. Vectors already computed are reused. */
  embed(request: Embedded, how?: CallHow): Promise<EmbeddedRows>;
  /** Zero-shot predictions of all embedded rows, and accuracy on those with a label. */
  scores(request: ScoresRequest, how?: CallHow<ScoresSoFar>): Promise<Scores>;
  /** Positions of the rows on a map; `onPartial` receives it as it forms. */
  map(request: MapRequest, how?: CallHow<MapPositions>): Promise<Evaluation<MapPositions>>;
  /** The exact nearest neighbors of every embedded row, searched once for each metric. */
  neighborGraph(request: NeighborGraphRequest, how?: CallHow): Promise<NeighborGraph>;
  /** How much of the neighborhoods in the embedding space a map shows, at every point. */
  mapQuality(request: OnMap, how?: CallHow): Promise<MapQuality>;
  /** Dense regions of a map on several levels, each with its most central image. */
  mapRegions(request: OnMap, how?: CallHow): Promise<MapRegions>;
  /** Layouts with several seeds, and how far they agree on which points are near each other, at every point. */
  mapStability(request: MapStabilityRequest, how?: CallHow): Promise<MapStability>;
  /** The images nearest to each class and to other texts, by which these can be placed on a map. */
  anchors(request: AnchorsRequest, how?: CallHow): Promise<Anchors>;
  /** Cosine of every embedded row with a query. */
  similarity(request: Embedded & { query: SimilarityQuery }, how?: CallHow): Promise<Similarity>;
  /** Predictions for images that are not in the dataset. */
  classify(request: ClassifyRequest, how?: CallHow): Promise<Classified>;
  /** Cosines of some rows with every class. */
  classCosines(request: ClassCosinesRequest, how?: CallHow): Promise<ClassCosines>;
  /** The classes whose texts are nearest to those of each class. */
  relatedClasses(request: TextsRequest, how?: CallHow): Promise<RelatedClasses>;
  /** What the cosines of images with their own class and with others are like. */
  cosineFacts(request: TextsRequest, how?: CallHow): Promise<CosineFacts>;
  /** A threshold for "none of these", chosen on validation, and the evidence of every row. */
  noneOfThese(request: NoneOfTheseRequest, how?: CallHow): Promise<Evaluation<NoneOfTheseRows>>;
  /** Where the model looks in one image. */
  look(request: LookRequest, how?: CallHow): Promise<Look>;
  tokens(
    request: { model: ModelRef; texts: readonly string[] },
    how?: CallHow,
  ): Promise<readonly TokenView[]>;
  shifts(request: ShiftsRequest, how?: CallHow): Promise<Evaluation<ShiftsEvaluation>>;
  corruptions(
    request: CorruptionsRequest,
    how?: CallHow<CorruptionScores>,
  ): Promise<Evaluation<CorruptionsEvaluation>>;
  probe(request: Labeled, how?: CallHow): Promise<Evaluation<ProbeEvaluation>>;
  templates(request: TextsRequest, how?: CallHow): Promise<Evaluation<TemplatesEvaluation>>;
  calibration(request: TextsRequest, how?: CallHow): Promise<Evaluation<CalibrationEvaluation>>;
  fewShot(request: TextsRequest, how?: CallHow): Promise<Evaluation<FewShotEvaluation>>;
  findings(
    request: TextsRequest & Pick<FindingsInputs, "kinds" | "by" | "threshold">,
    how?: CallHow,
  ): Promise<Evaluation<FindingsEvaluation>>;
  /**
   * Trains a small CLIP from scratch; `onPartial` receives a report after every step. A restarted worker begins the
   * run again, with the same result.
   */
  train(request: TrainRequest, how?: CallHow<TrainingReport>): Promise<TrainedModel>;
  /** Pauses a training run after its current step, or lets it go on. Throws `not-found` if it is not under way. */
  pauseTraining(request: { run: string; paused: boolean }): Promise<void>;
  /** One image at every severity of a corruption: how it looks, what it is taken for, where its embedding goes. */
  corruptImage(request: CorruptImageRequest, how?: CallHow): Promise<CorruptedImage>;
  /** Passes a picture of each kind and severity to `onPartial` as it is ready. Resolves, without a value, after the last. */
  corruptPictures(request: CorruptPicturesRequest, how?: CallHow<CorruptedPicture>): Promise<void>;
  /** Makes thumbnails and passes each to `onPartial` as it is ready. Resolves, without a value, after the last. */
  tiles(request: TilesRequest, how?: CallHow<Tile>): Promise<void>;
  /** Calls a method that the program registered by name in `LocalComputeOptions.extensions`. */
  extension<T>(request: { name: string; argument: unknown }, how?: CallHow<unknown>): Promise<T>;
  /** Size and location of the data kept between visits. */
  usage(): Promise<CacheUsage>;
  /** Deletes kept vectors, text embeddings and files: all, or those of the model with this content hash. */
  forget(request: { model?: string }): Promise<void>;
  dispose(): void;
}

export interface CallHow<P = never> {
  signal?: AbortSignal;
  onProgress?: OnProgress;
  /** Receives parts of the result before it is complete. */
  onPartial?: (part: P) => void;
}

/** A file and its path in the chosen folder. */
export interface ProvidedFile {
  path: string;
  file: Blob;
}

/** The data of a study: which rows and which labels. */
export interface DataSpec {
  ref: DatasetRef;
  roles: RoleChoices;
  sample?: Sample;
  relabel?: Edits["relabel"];
}

/**
 * A dataset without pixels and vectors, as sent to a page. Columns contain all rows; `sampled` lists the rows in
 * the study, ascending, and is absent if all are.
 */
export interface OpenedDataset extends Pick<Dataset, "id" | "title" | "hash" | "rows"> {
  keys: readonly string[];
  columns: ReadonlyMap<string, Column>;
  roles: Roles;
  sampled?: Int32Array;
  images: boolean;
  vectors: readonly { name: string; width: number; model?: string }[];
  problems: readonly RowProblem[];
  unread: readonly UnreadPath[];
  notes: readonly string[];
  templates?: readonly string[];
  vocabulary?: Vocabulary;
}

export interface OpenedModel {
  id: EncoderId;
  /** Width of the shared space; 0 without a model. */
  width: number;
  logitScale: number;
  logitBias?: number;
  contextLength: number;
  parameters: number;
  /** Pixels per side of the model's input; 0 without a model. */
  imageSize: number;
  /** Threads that compute one operation, where the engine knows. */
  threads?: number;
  /** Sentences about the model, such as why a slower engine is used. */
  notices: readonly string[];
}

export interface Embedded {
  data: DataSpec;
  model: ModelRef;
  /** Column of stored vectors to use instead of images. */
  vectors?: string;
}

export interface EmbeddedRows {
  /** The dataset's row of each vector, ascending. */
  rows: Int32Array;
  width: number;
  features: FeatureKind;
  /** The model that made the vectors, or the name of their column. */
  encoder: EncoderId;
  failures: readonly RowFailure[];
  /** Number of rows whose vectors were reused. */
  reused: number;
}

/** The competing classes after all edits, each with its label values. */
export interface ClassList {
  classes: readonly {
    id: string;
    names: readonly string[];
    prompts?: readonly string[];
    of: readonly string[];
  }[];
  /** "labels" if nothing was edited: the data's own class list and its policy apply. */
  base: "labels" | "given";
  /** Label values of classes that are left out: their rows are not scored. */
  leftOut?: readonly string[];
  vocabulary?: VocabularyPolicy;
}

export interface Labeled extends Embedded {
  seed: number;
}

export interface TextsRequest extends Labeled {
  classes: ClassList;
  templates?: readonly string[];
}

export interface ScoresRequest extends TextsRequest {
  topK?: number;
}

/** Zero-shot scores. All arrays are in the order of `rows`. */
export interface Scores {
  classes: readonly EvaluatedClass[];
  /** Rows with a vector that are in the study and not left out with their class: `[images]`. */
  rows: Int32Array;
  /** Index into `classes`; -1 without a label, or with one in no class. */
  labels: Int32Array;
  predictions: Int32Array;
  /** Softmax probability of the prediction, 0 to 1. */
  confidences: Float32Array;
  topK: TopK;
  /** Accuracy on rows with a class, 95% Wilson interval; absent if there are none. */
  top1?: Proportion;
  inTopK?: Proportion;
  perClass?: ClassScores;
  /** Provenance, as `evaluateZeroShot` records it. */
  manifest: Manifest;
}

export interface MapRequest
  extends Embedded,
    Pick<MapInputs, "method" | "nNeighbors" | "minDist" | "metric" | "nEpochs"> {
  seed: number;
}

/** Scores by the templates that are encoded so far. */
export interface ScoresSoFar {
  scores: Omit<Scores, "manifest">;
  /** Number of templates, or of texts of a class, that the scores are of, and in total. */
  done: number;
  total: number;
}

/** Positions of rows on a map: `[images]` each. */
export interface MapPositions {
  rows: Int32Array;
  x: Float32Array | Float64Array;
  y: Float32Array | Float64Array;
}

export interface NeighborGraphRequest extends Embedded {
  /** Number of neighbors of each row; fewer if there are few rows. Default 15. */
  k?: number;
  /** Default "cosine". */
  metric?: Metric;
}

/** The nearest neighbors of every embedded row. */
export interface NeighborGraph {
  rows: Int32Array;
  k: number;
  /** Neighbors of each row, nearest first, as indices into `rows`: `[images, k]`. */
  indices: Int32Array;
  /** Their distances by the metric; 1 - cosine for "cosine": `[images, k]`. */
  distances: Float32Array;
}

/** A request about a map that was computed already. `k`: number of neighbors compared, default 15. */
export interface OnMap extends NeighborGraphRequest {
  /** Positions of all embedded rows, in their order. */
  positions: Pick<MapPositions, "x" | "y">;
}

/** Honesty of a map: the share of each row's nearest that are among its nearest on the map. */
export interface MapQuality extends MapHonesty {
  rows: Int32Array;
}

export interface MapRegions {
  /** The dataset's rows; the points of regions are indices into it. */
  rows: Int32Array;
  regions: readonly FoundRegion[];
  /** How many rows have each among their nearest neighbors, a measure of how typical it is: `[images]`. */
  listed: Int32Array;
}

export interface MapStabilityRequest extends Omit<MapRequest, "seed"> {
  /** Seeds of the layouts; at least two. */
  seeds: readonly number[];
  /** Number of nearest points on each map that are compared. Default 15. */
  k?: number;
}

export interface MapStability {
  rows: Int32Array;
  k: number;
  /** Mean Jaccard index of each row's `k` nearest on two maps, 0 to 1: `[images]`. */
  stability: Float32Array;
  /** Their mean. */
  mean: number;
  /** The layouts, in the order of the seeds. */
  layouts: readonly { seed: number; x: Float32Array; y: Float32Array }[];
}

export interface AnchorsRequest extends TextsRequest {
  /** Texts besides the classes. */
  texts: readonly string[];
  /** Number of nearest images of each. */
  k: number;
}

/** A text's nearest images. */
export interface Anchor {
  /** The dataset's rows of the nearest images, nearest first: `[k]`. */
  rows: Int32Array;
  /** Their cosines with the text: `[k]`. */
  cosines: Float32Array;
}

export interface Anchors {
  /** In the order of the request's classes. */
  classes: readonly Anchor[];
  /** In the order of the request's texts. */
  texts: readonly Anchor[];
  /**
   * The modality gap in numbers: the mean cosine of two different images, of two different texts (NaN for one), and of an
   * image with a text. Absent without classes and texts.
   */
  gap?: { images: number; texts: number; between: number };
}

export type SimilarityQuery = { text: string } | { row: number } | { image: Blob };

export interface Similarity {
  rows: Int32Array;
  /** Cosine of each row with the query: `[images]`, -1 to 1. */
  cosines: Float32Array;
  /** Milliseconds spent embedding the query, and computing the products. */
  times: { query: number; products: number };
}

export interface ClassCosinesRequest extends TextsRequest {
  rows: readonly number[];
}

export interface ClassCosines {
  classes: readonly EvaluatedClass[];
  /** `[rows, classes]`, -1 to 1, in the order of the requested rows. */
  cosines: Matrix<Float32Array>;
}

/** For each class, the `k` classes whose texts are nearest, best first. */
export interface RelatedClasses {
  classes: readonly EvaluatedClass[];
  k: number;
  /** Indices into `classes`: `[classes, k]`. */
  nearest: Int32Array;
  /** Cosine of the two classes' texts: `[classes, k]`, -1 to 1. */
  cosines: Float32Array;
}

export interface NoneOfTheseRequest extends TextsRequest, Pick<NoneOfTheseInputs, "by" | "keep"> {}

export interface NoneOfTheseRows extends NoneOfTheseEvaluation {
  rows: Int32Array;
  /** Of each row's best class: its probability or its cosine, as in `by`; below the threshold it is none of them. */
  evidence: Float32Array;
}

export interface LookRequest {
  model: ModelRef;
  /** A row of the data, or an image that is not in it. */
  image: { data: DataSpec; row: number } | { file: Blob };
  text: string;
  method: LookMethod;
  /** Layer and head of the method "attention", from 0. Default: the last layer, and the mean over its heads. */
  layer?: number;
  head?: number;
}

/**
 * "relevance": gradient-weighted attention to the pair (Chefer et al. 2021). "attention": from the class token to the
 * patches. "rollout": attention through all layers (Abnar and Zuidema 2020). "patches": cosine of each patch with the
 * text.
 */
export type LookMethod = "relevance" | "attention" | "rollout" | "patches";

export interface Look {
  /** One number per patch of the picture, rows from the top. */
  map: PatchMap;
  /** One number per token of the text, if the method gives them. */
  words?: TokenMap;
  /** Cosine of image and text, if the method computes it. */
  cosine?: number;
  /** The model's input: the image after resizing and cropping. */
  picture: TileImage;
  /** Layers and heads of the image tower. */
  layers: number;
  heads: number;
}

export interface ClassifyRequest {
  model: ModelRef;
  images: readonly Blob[];
  classes: ClassList;
  templates?: readonly string[];
  topK?: number;
}

export interface Classified {
  classes: readonly EvaluatedClass[];
  /** Best classes of each image, by input index; for an unreadable image, its error. */
  images: readonly (
    | {
        classes: Int32Array;
        probabilities: Float32Array;
        /** Cosine with every class: `[classes]`. */
        cosines: Float32Array;
        /** The image as the model sees it, at most 128 pixels wide and high; absent if it could not be made. */
        tile?: TileImage;
      }
    | { error: string }
  )[];
}

export interface ShiftsRequest extends TextsRequest, Pick<ShiftsInputs, "shift" | "reference" | "baselines"> {
  /** Whether to evaluate a linear probe too, fitted to the reference's training rows. */
  probe?: boolean;
}

export interface CorruptionsRequest extends TextsRequest, Pick<CorruptionsInputs, "kinds" | "severities"> {
  /** Number of rows to score, evenly spaced. Default: all. */
  images?: number;
  /** Also a linear probe, fitted to the training rows; scores test rows. */
  probe?: boolean;
  /** Earlier scores to reuse. */
  known?: readonly CorruptionScores[];
}

/** One image: a row of the data, or a file of the user's. */
export interface OneImage {
  model: ModelRef;
  image: { row: number } | { file: Blob };
  /** The data that the row belongs to. */
  data?: DataSpec;
}

export interface CorruptImageRequest extends OneImage {
  classes: ClassList;
  templates?: readonly string[];
  kind: CorruptionId;
}

/** One image as a corruption grows; severity 0, the first step, is without corruption. */
export interface CorruptedImage extends Omit<ImagePath, "steps"> {
  classes: readonly EvaluatedClass[];
  steps: readonly (Omit<SeverityStep, "picture"> & { picture: TileImage })[];
}

export interface CorruptPicturesRequest extends OneImage {
  /** Kinds of corruption. Default: all. */
  kinds?: readonly CorruptionId[];
}

/** How an image looks under a corruption, at the model's input size. */
export interface CorruptedPicture {
  kind: CorruptionId;
  /** 1 to 5. */
  severity: number;
  picture: TileImage;
}

export interface TilesRequest {
  data: DataSpec;
  /**
   * Model whose handling of transparency and orientation the thumbnails follow. Default: alpha dropped, orientation
   * applied.
   */
  model?: ModelRef;
  rows: Int32Array;
  size: 32 | 64 | 128;
}

/** A thumbnail, or why it could not be made. The image is an `ImageBitmap` in a page, RGBA pixels elsewhere. */
export type Tile = { row: number } & ({ image: TileImage } | { error: string });

export type TileImage =
  | { width: number; height: number; close(): void }
  | { width: number; height: number; data: Uint8ClampedArray };
