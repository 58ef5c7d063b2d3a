import type { Column } from "@clipscope/datasets";
import type { Manifest } from "@clipscope/toolkit";
import type { ReadonlySignal } from "@preact/signals-core";
import type {
  Compute,
  CorruptionsRequest,
  EmbeddedRows,
  MapPositions,
  MapRequest,
  OpenedDataset,
  OpenedModel,
  ProvidedFile,
  Scores,
  ShiftsRequest,
  Similarity,
  SimilarityQuery,
} from "../compute/compute.js";
import type { ResolvedClass } from "../document/classes.js";
import type { Command } from "../document/command.js";
import type { StudyDocument } from "../document/document.js";
import type { History } from "../document/history.js";
import type { CalibrationEvaluation } from "../evaluate/calibration.js";
import type { CorruptionScores, CorruptionsEvaluation } from "../evaluate/corruptions.js";
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

/**
 * What somebody has open: one document, and everything computed from it. Every member that is a function
 * reads signals: called in a `computed`, an `effect` or a watched element's `render`, it is called again when
 * its value changes. A value is computed when it is first asked for and kept for several keys, so that undo is
 * instant; asking for another key cancels a computation that nobody asks for any more.
 */
export interface Study {
  readonly history: History;
  readonly doc: ReadonlySignal<StudyDocument>;
  readonly jobs: Jobs;
  readonly runs: RunHistory;
  readonly compute: Compute;
  /** Supplies the files of references of kind "files". What was opened from earlier ones is opened again. */
  provide(name: string, files: readonly ProvidedFile[]): void;

  dataset(): Derived<OpenedDataset>;
  /** `which`: the study's model, or the one compared with. */
  model(which?: Which): Derived<OpenedModel>;
  embedded(which?: Which): Derived<EmbeddedRows>;
  /** The classes of a text set after edits, in order, including those left out; empty before data are open. */
  classes(set?: string): readonly ResolvedClass[];
  templates(set?: string): readonly string[];
  scores(options?: { set?: string; which?: Which }): Derived<Scores>;
  map(settings?: MapSettings): Derived<{ positions: MapPositions; manifest: Manifest }>;
  /** Positions while the map forms, or the finished ones; undefined before. */
  mapNow(settings?: MapSettings): MapPositions | undefined;
  similarity(query: SimilarityQuery, which?: Which): Derived<Similarity>;
  shifts(options?: ShiftsOptions): Derived<Computed<ShiftsEvaluation>>;
  corruptions(options?: CorruptionsOptions): Derived<Computed<CorruptionsEvaluation>>;
  /** Scores so far while corruptions are measured, of every kind and severity that is done. */
  corruptionsNow(options?: CorruptionsOptions): readonly CorruptionScores[];
  probe(): Derived<Computed<ProbeEvaluation>>;
  templateScores(set?: string): Derived<Computed<TemplatesEvaluation>>;
  calibration(set?: string): Derived<Computed<CalibrationEvaluation>>;
  fewShot(set?: string): Derived<Computed<FewShotEvaluation>>;
  findings(kinds: readonly FindingKind[]): Derived<Computed<FindingsEvaluation>>;

  /**
   * Columns of the data, with corrected labels, and computed ones: class, prediction, confidence, right, x, y,
   * cluster, outlier score, tags. Where the data have a column of that name, the computed one is "computed prediction".
   */
  columns(): readonly ColumnInfo[];
  /**
   * A column by name, over all rows of the dataset; undefined if there is none or it is not computed yet. Starts
   * its computation.
   */
  column(name: string): Column | undefined;
  /** The same with its state, and the column as it was before a change. Fails for an unknown name. */
  columnState(name: string): Derived<Column>;
  /** Rows in the study that pass every filter; undefined before data are open. */
  shown(): RowSet | undefined;
  /** Whether each filter is applied, waits for a computed column, or can't be applied. */
  filters(): readonly FilterState[];
  /** The selected rows among those shown. */
  selected(): RowSet | undefined;

  /** What is open, if it is not what the document was saved with; undefined otherwise. */
  changed(): Changed | undefined;
  /** Goes on with what is open: the document records its hashes. */
  acceptChanged(): void;
  /** The document with the hashes of what is open, for a file. */
  savedDocument(): StudyDocument;

  dispose(): void;
}

export type Which = "model" | "compareWith";
export type ShiftsOptions = Pick<ShiftsRequest, "shift" | "reference" | "baselines" | "probe">;
export type CorruptionsOptions = Pick<CorruptionsRequest, "kinds" | "severities" | "images" | "probe">;
export type MapSettings = Pick<MapRequest, "method" | "nNeighbors" | "minDist" | "metric">;
export interface Computed<R> {
  result: R;
  manifest: Manifest;
}

export interface FilterState {
  filter: Filter;
  /**
   * "waiting": its column is being computed; until then the earlier one counts, or all rows pass if there is
   * none. "failed": all rows pass, and `message` says why.
   */
  status: "applied" | "waiting" | "failed";
  message?: string;
}

/** What is open differs from what a document was saved with. */
export interface Changed {
  /** The sentences of all parts. */
  message: string;
  parts: readonly {
    of: "data" | "model" | "compareWith";
    message: string;
    /** Goes on with what is open. */
    accept: Command;
  }[];
}
