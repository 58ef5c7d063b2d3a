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
  Scores,
  ShiftsRequest,
  Similarity,
  SimilarityQuery,
} from "../compute/compute.js";
import type { ResolvedClass } from "../document/classes.js";
import type { StudyDocument } from "../document/document.js";
import type { History } from "../document/history.js";
import type { CalibrationEvaluation } from "../evaluate/calibration.js";
import type { CorruptionsEvaluation } from "../evaluate/corruptions.js";
import type { FewShotEvaluation } from "../evaluate/few-shot.js";
import type { FindingKind, FindingsEvaluation } from "../evaluate/findings.js";
import type { ProbeEvaluation } from "../evaluate/probe.js";
import type { ShiftsEvaluation } from "../evaluate/shifts.js";
import type { TemplatesEvaluation } from "../evaluate/templates.js";
import type { ColumnInfo } from "../rows/column-source.js";
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
  shifts(
    options?: Pick<ShiftsRequest, "shift" | "reference" | "baselines" | "probe">,
  ): Derived<Computed<ShiftsEvaluation>>;
  corruptions(
    options?: Pick<CorruptionsRequest, "kinds" | "severities" | "images">,
  ): Derived<Computed<CorruptionsEvaluation>>;
  probe(): Derived<Computed<ProbeEvaluation>>;
  templateScores(set?: string): Derived<Computed<TemplatesEvaluation>>;
  calibration(set?: string): Derived<Computed<CalibrationEvaluation>>;
  fewShot(set?: string): Derived<Computed<FewShotEvaluation>>;
  findings(kinds: readonly FindingKind[]): Derived<Computed<FindingsEvaluation>>;

  /** Columns of the data and computed ones: prediction, confidence, right, cluster, x, y, tags. */
  columns(): readonly ColumnInfo[];
  /** A column by name, over all rows of the dataset; missing where not computed. Starts its computation. */
  column(name: string): Column | undefined;
  /** Rows in the study that pass every filter; undefined before data are open. */
  shown(): RowSet | undefined;
  /** The selected rows among those shown. */
  selected(): RowSet | undefined;

  dispose(): void;
}

export type Which = "model" | "compareWith";
export type MapSettings = Pick<MapRequest, "method" | "nNeighbors" | "minDist" | "metric">;
export interface Computed<R> {
  result: R;
  manifest: Manifest;
}
