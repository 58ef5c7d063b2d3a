import { signal } from "@preact/signals-core";
import type { Compute, ProvidedFile } from "../compute/compute.js";
import type { StudyDocument } from "../document/document.js";
import { createHistory } from "../document/history.js";
import { changedOf, withHashes } from "./changes.js";
import { StudyColumns } from "./columns.js";
import { Evaluations } from "./evaluations.js";
import { createJobs } from "./jobs.js";
import { mapSettingsOf } from "./map-settings.js";
import { createRecorder } from "./recorder.js";
import { createRunHistory } from "./run-history.js";
import type { Run } from "./runs.js";
import { ShownRows } from "./shown-rows.js";
import { Sources } from "./sources.js";
import type { Study } from "./study.js";
import { Texts, withTextSet } from "./texts.js";
import { startTraining } from "./training-run.js";

/** Options of `createStudy`. */
export interface StudyWhere {
  /** Where computations run: `localCompute()`, or `workerCompute()` in a page. The study disposes it. */
  compute: Compute;
  /** Runs saved with the study. */
  runs?: readonly Run[];
  /**
   * Milliseconds that edited texts must stay unchanged for their accuracy to be recorded as a run. Default
   * 2000.
   */
  restMs?: number;
}

/** Creates a study from a document. Data and models are opened, and results computed, only on demand. */
export function createStudy(
  document: StudyDocument,
  { compute, runs: saved, restMs = 2000 }: StudyWhere,
): Study {
  const history = createHistory(document);
  const { doc } = history;
  const jobs = createJobs();
  const runs = createRunHistory(saved);
  const given = signal<ReadonlyMap<string, number>>(new Map());
  const sources = new Sources(compute, jobs, (name) => given.value.get(name) ?? 0);
  const texts = new Texts(sources);
  const recorder = createRecorder(runs, doc, restMs);
  const evaluations = new Evaluations(sources, texts, recorder.record);
  const { maps } = evaluations;
  const settingsNow = () => mapSettingsOf(doc.value);
  const columns = new StudyColumns(evaluations);
  const rows = new ShownRows(columns);
  const provide = (name: string, files: readonly ProvidedFile[]) => {
    compute.provide(name, files);
    given.value = new Map(given.peek()).set(name, (given.peek().get(name) ?? 0) + 1);
  };

  return {
    ...{ history, doc, jobs, runs, compute, provide },

    dataset: () => sources.dataset(doc.value),
    model: (which = "model") => sources.model(doc.value, which),
    embedded: (which = "model") => sources.embedded(doc.value, which),
    classes: (set = doc.value.active) => texts.classes(doc.value, set),
    templates: (set = doc.value.active) => texts.templates(doc.value, set),
    scores: ({ set = doc.value.active, which = "model" } = {}) =>
      typeof set === "string"
        ? evaluations.scores(doc.value, set, which)
        : evaluations.scores(withTextSet(doc.value, set), set.id, which),
    scoresSoFar: ({ set = doc.value.active, which = "model" } = {}) =>
      evaluations.scoresSoFar(doc.value, set, which),
    classCosines: (rows, set = doc.value.active) => evaluations.classCosines(doc.value, rows, set),
    relatedClasses: (set = doc.value.active) => evaluations.relatedClasses(doc.value, set),
    cosineFacts: (set = doc.value.active) => evaluations.cosineFacts(doc.value, set),
    noneOfThese: (options = {}, set = doc.value.active) => evaluations.noneOfThese(doc.value, options, set),
    tokens: (texts, which = "model") => evaluations.tokens(doc.value, texts, which),
    look: (options, which = "model") => evaluations.look(doc.value, options, which),
    map: (settings = settingsNow(), which = "model") => maps.map(doc.value, settings, which),
    mapNow: (settings = settingsNow(), which = "model") => maps.mapNow(doc.value, settings, which),
    mapQuality: (settings = settingsNow(), which = "model") => maps.quality(doc.value, settings, which),
    mapRegions: (settings = settingsNow(), which = "model") => maps.regions(doc.value, settings, which),
    mapStability: (settings = settingsNow()) => maps.stability(doc.value, settings),
    neighborGraph: (k = 15, which = "model") => maps.graph(doc.value, k, settingsNow().metric, which),
    anchors: ({ set = doc.value.active, texts = [], which = "model" } = {}) =>
      maps.anchors(doc.value, set, texts, which),
    similarity: (query, which = "model") => evaluations.similarity(doc.value, query, which),
    shifts: (options = {}) => evaluations.shifts(doc.value, options),
    corruptions: (options = {}) => evaluations.corruptions(doc.value, options),
    corruptionsNow: (options = {}) => evaluations.corruptionsNow(doc.value, options),
    probe: () => evaluations.probe(doc.value),
    templateScores: (set = doc.value.active) => evaluations.templateScores(doc.value, set),
    calibration: (set = doc.value.active) => evaluations.calibration(doc.value, set),
    fewShot: (set = doc.value.active) => evaluations.fewShot(doc.value, set),
    findings: (kinds) => evaluations.findings(doc.value, kinds),
    train: (settings = {}) => startTraining(doc.peek(), settings, { compute, jobs, provide }),

    columns: () => columns.list(doc.value),
    column: (name) => columns.state(doc.value, name).value,
    columnState: (name) => columns.state(doc.value, name),
    shown: () => rows.shown(doc.value),
    filters: () => rows.states(doc.value),
    selected: () => rows.selected(doc.value),

    changed: () => changedOf(doc.value, sources),
    acceptChanged() {
      for (const { accept } of changedOf(doc.peek(), sources)?.parts ?? []) {
        history.dispatch(accept, { merge: "accept what changed" });
      }
    },
    savedDocument: () => withHashes(doc.value, sources),

    dispose() {
      recorder.dispose();
      evaluations.dispose();
      sources.dispose();
      compute.dispose();
    },
  };
}
