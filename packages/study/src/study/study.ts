import type { Column } from "@clipscope/datasets";
import type { Manifest } from "@clipscope/toolkit";
import type { ReadonlySignal } from "@preact/signals-core";
import type {
  Anchors,
  ClassCosines,
  Compute,
  CorruptionsRequest,
  EmbeddedRows,
  Look,
  LookRequest,
  MapPositions,
  MapQuality,
  MapRegions,
  MapRequest,
  MapStability,
  NeighborGraph,
  NoneOfTheseRequest,
  NoneOfTheseRows,
  OpenedDataset,
  OpenedModel,
  ProvidedFile,
  RelatedClasses,
  Scores,
  ScoresSoFar,
  ShiftsRequest,
  Similarity,
  SimilarityQuery,
} from "../compute/compute.js";
import type { ResolvedClass } from "../document/classes.js";
import type { Command } from "../document/command.js";
import type { StudyDocument, TextSet } from "../document/document.js";
import type { History } from "../document/history.js";
import type { TokenView } from "../encoder/encoder.js";
import type { CalibrationEvaluation } from "../evaluate/calibration.js";
import type { CorruptionScores, CorruptionsEvaluation } from "../evaluate/corruptions.js";
import type { CosineFacts } from "../evaluate/cosine-facts.js";
import type { FewShotEvaluation } from "../evaluate/few-shot.js";
import type { FindingKind, FindingsEvaluation } from "../evaluate/findings.js";
import type { ProbeEvaluation } from "../evaluate/probe.js";
import type { ShiftsEvaluation } from "../evaluate/shifts.js";
import type { TemplatesEvaluation } from "../evaluate/templates.js";
import type { ColumnInfo } from "../rows/column-source.js";
import type { Filter } from "../rows/filter.js";
import type { RowSet } from "../rows/row-set.js";
import type { Derived } from "./derived.js";
import type { Jobs } from "./job.js";
import type { RunHistory } from "./runs.js";
import type { TrainingRun, TrainSettings } from "./training-run.js";

/**
 * An open study: one document, and everything computed from it. Every member function reads signals: a `computed`,
 * an `effect` or a watched element's `render` that calls it runs again when its value changes. Values are computed
 * on demand and cached for several keys, so that undo is instant; asking for another key cancels computations that
 * are no longer needed.
 */
export interface Study {
  readonly history: History;
  readonly doc: ReadonlySignal<StudyDocument>;
  readonly jobs: Jobs;
  readonly runs: RunHistory;
  readonly compute: Compute;
  /** Supplies the files for references of kind "files". Data and models opened from earlier files are opened again. */
  provide(name: string, files: readonly ProvidedFile[]): void;

  /** The opened dataset: rows, columns and roles, without pixels or vectors. */
  dataset(): Derived<OpenedDataset>;
  /** `which`: the study's model, or the second one. Default "model". */
  model(which?: Which): Derived<OpenedModel>;
  /** The rows that have a vector, made by a model or stored in the data. */
  embedded(which?: Which): Derived<EmbeddedRows>;
  /** The classes of a text set after edits, in order, including those left out; empty before data are open. */
  classes(set?: string): readonly ResolvedClass[];
  /** Prompt templates of a text set: its own, or those that come with the data. */
  templates(set?: string): readonly string[];
  /**
   * Zero-shot predictions, confidences from 0 to 1, and accuracy. `set` is a text set's id, or a text set that need not
   * be in the document, such as an earlier state; default: the active one.
   */
  scores(options?: { set?: string | TextSet; which?: Which }): Derived<Scores>;
  /** Scores by the templates that are encoded so far, while many are; undefined before the first and after the last. */
  scoresSoFar(options?: { set?: string; which?: Which }): ScoresSoFar | undefined;
  /** Map positions, `[images]` for each axis. Default settings: those in the options of the view "map". */
  map(settings?: MapSettings, which?: Which): Derived<LaidOutMap>;
  /** The latest map positions, also while the layout is running; undefined before the first. */
  mapNow(settings?: MapSettings, which?: Which): MapPositions | undefined;
  /** How much of the neighborhoods in the embedding space the map shows, at every point: of its 15 nearest. */
  mapQuality(settings?: MapSettings, which?: Which): Derived<MapQuality>;
  /** Dense regions of the map on up to three levels, each with its most central image. */
  mapRegions(settings?: MapSettings, which?: Which): Derived<MapRegions>;
  /**
   * Three layouts that differ in their seed, and how far they agree on which points are near each other, at every
   * point.
   */
  mapStability(settings?: MapSettings): Derived<MapStability>;
  /** The exact `k` (default 15) nearest neighbors of each embedded row, by the metric of the map. */
  neighborGraph(k?: number, which?: Which): Derived<NeighborGraph>;
  /**
   * The nearest images of each class of a text set, in the order of its classes that are not left out, and of other
   * texts, by which these can be placed among the images.
   */
  anchors(options?: { set?: string; texts?: readonly string[]; which?: Which }): Derived<Anchors>;
  /** Cosines of some rows with every class of a text set: `[rows, classes]`, -1 to 1. */
  classCosines(rows: readonly number[], set?: string): Derived<ClassCosines>;
  /** For each class of a text set, the classes whose texts are nearest. */
  relatedClasses(set?: string): Derived<RelatedClasses>;
  /** What the cosines of images with their own class and with others are like. */
  cosineFacts(set?: string): Derived<CosineFacts>;
  /** A threshold for "none of these", chosen on validation, and the evidence of every row. */
  noneOfThese(options?: NoneOptions, set?: string): Derived<Computed<NoneOfTheseRows>>;
  /** How the model reads texts. */
  tokens(texts: readonly string[], which?: Which): Derived<readonly TokenView[]>;
  /** Where the model looks in one image: a row of the data, or a file. */
  look(options: LookOptions, which?: Which): Derived<Look>;
  /** Cosine of each embedded row with a query, -1 to 1. */
  similarity(query: SimilarityQuery, which?: Which): Derived<Similarity>;
  /** Accuracy under shift, and effective robustness. */
  shifts(options?: ShiftsOptions): Derived<Computed<ShiftsEvaluation>>;
  /** Accuracy under image corruptions, by kind and severity. */
  corruptions(options?: CorruptionsOptions): Derived<Computed<CorruptionsEvaluation>>;
  /** Corruption scores so far: those of every kind and severity that is finished. */
  corruptionsNow(options?: CorruptionsOptions): readonly CorruptionScores[];
  /** Accuracy of a linear probe on the embeddings. */
  probe(): Derived<Computed<ProbeEvaluation>>;
  /** Accuracy of each prompt template. */
  templateScores(set?: string): Derived<Computed<TemplatesEvaluation>>;
  /** Reliability of confidences, and expected calibration error. */
  calibration(set?: string): Derived<Computed<CalibrationEvaluation>>;
  /** Accuracy of probes trained on a few labeled images per class. */
  fewShot(set?: string): Derived<Computed<FewShotEvaluation>>;
  /** Likely label errors, duplicates, outliers and clusters. */
  findings(kinds: readonly FindingKind[]): Derived<Computed<FindingsEvaluation>>;

  /**
   * Starts to train a small CLIP from scratch, by default on the study's data and with its seed. When it is done, its
   * model can be opened: `history.dispatch({ do: "open-model", model })`.
   */
  train(settings?: TrainSettings): TrainingRun;

  /**
   * Columns of the data, with corrected labels, and computed ones: class, prediction, confidence, right, x, y, map
   * honesty, map stability, cluster, outlier score, tags. If the data has a column of the same name, the computed
   * column is called, for example, "computed prediction".
   */
  columns(): readonly ColumnInfo[];
  /**
   * A column by name, for all rows of the dataset; undefined if there is none or it is not computed yet. Starts its
   * computation if needed.
   */
  column(name: string): Column | undefined;
  /** A column by name with its state and, while it is recomputed, its stale value. "failed" for an unknown name. */
  columnState(name: string): Derived<Column>;
  /** Rows in the study that pass every filter; undefined before data are open. */
  shown(): RowSet | undefined;
  /** Whether each filter is applied, waits for a computed column, or can't be applied. */
  filters(): readonly FilterState[];
  /** The selected rows among those shown. */
  selected(): RowSet | undefined;

  /** Opened data and models that differ from those that the document was saved with; undefined if none does. */
  changed(): Changed | undefined;
  /** Accepts the changed data and models: records their hashes in the document. */
  acceptChanged(): void;
  /** The document to save: with the content hashes of the opened data and models. */
  savedDocument(): StudyDocument;

  dispose(): void;
}

export type Which = "model" | "compareWith";
export type NoneOptions = Pick<NoneOfTheseRequest, "by" | "keep">;
export type LookOptions = Omit<LookRequest, "model" | "image"> & { image: number | Blob };
export type ShiftsOptions = Pick<ShiftsRequest, "shift" | "reference" | "baselines" | "probe">;
export type CorruptionsOptions = Pick<CorruptionsRequest, "kinds" | "severities" | "images" | "probe">;
/** Settings of a map; `seed` replaces that of the document. */
export type MapSettings = Pick<MapRequest, "method" | "nNeighbors" | "minDist" | "metric"> & {
  seed?: number;
};
export interface LaidOutMap {
  positions: MapPositions;
  manifest: Manifest;
}
export interface Computed<R> {
  result: R;
  manifest: Manifest;
}

export interface FilterState {
  filter: Filter;
  /**
   * "waiting": its column is being computed; until then the previous column is used, or all rows pass if there is
   * none. "failed": all rows pass, and `message` says why.
   */
  status: "applied" | "waiting" | "failed";
  message?: string;
}

/** Opened data or models that differ from those that the document was saved with. */
export interface Changed {
  /** The messages of all parts. */
  message: string;
  parts: readonly {
    of: "data" | "model" | "compareWith";
    message: string;
    /** Command that accepts the changed content. */
    accept: Command;
  }[];
}
