import { signal } from "@preact/signals-core";
import type {
  ClassCosines,
  Compute,
  Look,
  NoneOfTheseRows,
  RelatedClasses,
  Scores,
  ScoresSoFar,
  Similarity,
  SimilarityQuery,
  TextsRequest,
} from "../compute/compute.js";
import type { ModelRef, StudyDocument } from "../document/document.js";
import type { TokenView } from "../encoder/encoder.js";
import type { CalibrationEvaluation } from "../evaluate/calibration.js";
import type { CorruptionScores, CorruptionsEvaluation } from "../evaluate/corruptions.js";
import type { CosineFacts } from "../evaluate/cosine-facts.js";
import type { Evaluation } from "../evaluate/evaluation.js";
import type { FewShotEvaluation } from "../evaluate/few-shot.js";
import type { FindingKind, FindingsEvaluation } from "../evaluate/findings.js";
import type { ProbeEvaluation } from "../evaluate/probe.js";
import type { ShiftsEvaluation } from "../evaluate/shifts.js";
import type { TemplatesEvaluation } from "../evaluate/templates.js";
import { Computation } from "./computation.js";
import type { Derived, Missing } from "./derived.js";
import { keyOf } from "./key-of.js";
import { MapEvaluations } from "./map-evaluations.js";
import type { Record } from "./recorder.js";
import type { Run } from "./runs.js";
import { embeddedOf, type Sources, specOf } from "./sources.js";
import type {
  Computed,
  CorruptionsOptions,
  LookOptions,
  NoneOptions,
  ShiftsOptions,
  Which,
} from "./study.js";
import { type Texts, textSet } from "./texts.js";
import { type WorkHow, want } from "./wanted.js";

/** All evaluations of a study, each a function of a document and its own options. */
export class Evaluations {
  readonly #scores = new Computation<Scores, ScoresSoFar>();
  readonly #classCosines = new Computation<ClassCosines>();
  readonly #relatedClasses = new Computation<RelatedClasses>();
  readonly #cosineFacts = new Computation<CosineFacts>();
  readonly #nones = new Computation<Computed<NoneOfTheseRows>>();
  readonly #tokens = new Computation<readonly TokenView[]>();
  readonly #looks = new Computation<Look>();
  readonly maps: MapEvaluations;
  readonly #similarities = new Computation<Similarity>();
  readonly #probes = new Computation<Computed<ProbeEvaluation>>();
  readonly #templates = new Computation<Computed<TemplatesEvaluation>>();
  readonly #calibrations = new Computation<Computed<CalibrationEvaluation>>();
  readonly #fewShots = new Computation<Computed<FewShotEvaluation>>();
  readonly #findings = new Computation<Computed<FindingsEvaluation>>();
  readonly #shifts = new Computation<Computed<ShiftsEvaluation>>();
  readonly #corruptions = new Computation<Computed<CorruptionsEvaluation>>();
  /** Corruption scores, by a key of everything that they depend on except the kinds and severities requested. */
  readonly #corrupted = signal<ReadonlyMap<string, readonly CorruptionScores[]>>(new Map());

  /** `record` receives every finished evaluation. */
  constructor(
    readonly sources: Sources,
    readonly texts: Texts,
    readonly record: Record,
  ) {
    this.maps = new MapEvaluations(sources, texts);
  }

  scores(doc: StudyDocument, set: string, which: Which): Derived<Scores> {
    return want(this.#scores, this, {
      ...{ doc, which, set, needs: ["model", "texts"] },
      use: keyOf("scores", set, which),
      parts: [...this.#words(doc, set), doc.roles.label, doc.edits.relabel],
      title: ({ title }) => `Score ${title}`,
      work: async (how) => {
        const scores = await this.compute.scores(this.#textsRequest(doc, set, which), how);
        const { manifest, top1 } = scores;
        const title = `Zero-shot with “${textSet(doc, set)?.title}”`;
        if (top1) this.record(doc, { kind: "zero-shot", title, accuracy: top1, manifest }, set);
        return scores;
      },
      again: () => this.scores(doc, set, which),
    });
  }

  scoresSoFar(doc: StudyDocument, set: string, which: Which): ScoresSoFar | undefined {
    return this.#scores.partial(this.scores(doc, set, which).key);
  }

  classCosines(doc: StudyDocument, rows: readonly number[], set: string): Derived<ClassCosines> {
    return want(this.#classCosines, this, {
      ...{ doc, which: "model", set, needs: ["model", "texts"] },
      use: keyOf("class cosines", set),
      parts: [...this.#words(doc, set), doc.roles.label, rows.join(" ")],
      title: ({ title }) => `Compare images of ${title} with the classes`,
      work: (how) => this.compute.classCosines({ ...this.#textsRequest(doc, set, "model"), rows }, how),
      again: () => this.classCosines(doc, rows, set),
    });
  }

  relatedClasses(doc: StudyDocument, set: string): Derived<RelatedClasses> {
    return want(this.#relatedClasses, this, {
      ...{ doc, which: "model", set, needs: ["model", "texts"] },
      use: keyOf("related classes", set),
      parts: [...this.#words(doc, set), doc.roles.label],
      title: ({ title }) => `Compare the classes of ${title}`,
      work: (how) => this.compute.relatedClasses(this.#textsRequest(doc, set, "model"), how),
      again: () => this.relatedClasses(doc, set),
    });
  }

  cosineFacts(doc: StudyDocument, set: string): Derived<CosineFacts> {
    return want(this.#cosineFacts, this, {
      ...{ doc, which: "model", set, needs: ["model", "labels", "texts"] },
      use: keyOf("cosine facts", set),
      parts: [...this.#words(doc, set), doc.roles.label, doc.edits.relabel],
      title: ({ title }) => `Compare the cosines of ${title}`,
      work: (how) => this.compute.cosineFacts(this.#textsRequest(doc, set, "model"), how),
      again: () => this.cosineFacts(doc, set),
    });
  }

  noneOfThese(doc: StudyDocument, options: NoneOptions, set: string): Derived<Computed<NoneOfTheseRows>> {
    return this.#labeled(this.#nones, doc, {
      set,
      parts: [JSON.stringify(options)],
      kind: "none-of-these",
      title: "None of these",
      run: (request, how) => this.compute.noneOfThese({ ...request, ...options }, how),
    });
  }

  tokens(doc: StudyDocument, texts: readonly string[], which: Which): Derived<readonly TokenView[]> {
    const model = this.sources.model(doc, which);
    const again = () => this.tokens(doc, texts, which);
    if (!model.value) return this.#tokens.after(model, "tokens", again);
    return this.#tokens.ask({
      key: keyOf("tokens", model.key, JSON.stringify(texts)),
      use: "tokens",
      work: (how) => this.compute.tokens({ model: doc[which] as ModelRef, texts }, how),
    });
  }

  look(doc: StudyDocument, { image, ...options }: LookOptions, which: Which): Derived<Look> {
    const model = this.sources.model(doc, which);
    const again = () => this.look(doc, { image, ...options }, which);
    const use = keyOf("look", idOf(image));
    if (!model.value) return this.#looks.after(model, use, again);
    const source = typeof image === "number" ? { data: specOf(doc), row: image } : { file: image };
    return this.#looks.ask({
      key: keyOf(
        "look",
        model.key,
        "data" in source ? JSON.stringify(source) : idOf(image),
        JSON.stringify(options),
      ),
      use,
      work: ({ signal }) =>
        this.sources.job("Look inside the model", "", signal, (how) =>
          this.compute.look({ ...options, image: source, model: doc[which] as ModelRef }, how),
        ),
    });
  }

  similarity(doc: StudyDocument, query: SimilarityQuery, which: Which): Derived<Similarity> {
    return want(this.#similarities, this, {
      ...{ doc, which, needs: "row" in query ? [] : ["model"] },
      use: keyOf("similarity", which),
      parts: ["image" in query ? `image ${idOf(query.image)}` : query],
      title: ({ title }) => `Compare ${title} with a query`,
      work: (how) => this.compute.similarity({ ...embeddedOf(doc, which), query }, how),
      again: () => this.similarity(doc, query, which),
    });
  }

  probe(doc: StudyDocument): Derived<Computed<ProbeEvaluation>> {
    return this.#labeled(this.#probes, doc, {
      kind: "probe",
      title: "Linear probe",
      run: (request, how) => this.compute.probe(request, how),
      accuracy: ({ accuracy }) => accuracy,
    });
  }

  templateScores(doc: StudyDocument, set: string): Derived<Computed<TemplatesEvaluation>> {
    return this.#labeled(this.#templates, doc, {
      set,
      kind: "templates",
      title: "Templates",
      run: (request, how) => this.compute.templates(request, how),
      accuracy: ({ test }) => test.chosen,
    });
  }

  calibration(doc: StudyDocument, set: string): Derived<Computed<CalibrationEvaluation>> {
    return this.#labeled(this.#calibrations, doc, {
      set,
      kind: "calibration",
      title: "Calibration",
      run: (request, how) => this.compute.calibration(request, how),
    });
  }

  fewShot(doc: StudyDocument, set: string): Derived<Computed<FewShotEvaluation>> {
    return this.#labeled(this.#fewShots, doc, {
      set,
      kind: "few-shot",
      title: "Few-shot curve",
      run: (request, how) => this.compute.fewShot(request, how),
      accuracy: ({ full }) => full.accuracy,
    });
  }

  findings(doc: StudyDocument, kinds: readonly FindingKind[]): Derived<Computed<FindingsEvaluation>> {
    const byLabels = kinds.includes("label-errors");
    const set = byLabels || kinds.includes("clusters") ? doc.active : undefined;
    return this.#labeled(this.#findings, doc, {
      ...(set !== undefined && { set }),
      // A probe finds label errors without texts.
      needs: byLabels ? (doc.model.kind === "none" ? ["labels"] : ["labels", "texts"]) : [],
      use: JSON.stringify(kinds),
      parts: [JSON.stringify(kinds), set !== undefined && doc.seed],
      ofLabels: byLabels,
      kind: "findings",
      title: "Findings",
      run: (request, how) => this.compute.findings({ ...request, kinds }, how),
    });
  }

  shifts(doc: StudyDocument, options: ShiftsOptions): Derived<Computed<ShiftsEvaluation>> {
    return this.#labeled(this.#shifts, doc, {
      set: doc.active,
      needs: ["model", "labels", "texts", "shift"],
      parts: [JSON.stringify(options), doc.roles.shift],
      kind: "shifts",
      title: "Accuracy under shift",
      run: (request, how) => this.compute.shifts({ ...request, ...options }, how),
    });
  }

  corruptions(doc: StudyDocument, options: CorruptionsOptions): Derived<Computed<CorruptionsEvaluation>> {
    return this.#labeled(this.#corruptions, doc, {
      set: doc.active,
      needs: ["images", "model", "labels", "texts"],
      parts: [JSON.stringify(options)],
      kind: "corruptions",
      title: "Accuracy under corruptions",
      run: (request, { onPartial, ...how }) =>
        this.compute.corruptions(
          { ...request, ...options, known: this.corruptionsNow(doc, options) },
          {
            ...how,
            onPartial: (scores) => {
              const all = this.#corrupted.peek();
              const inputs = this.#corruptionsKey(doc, options);
              this.#corrupted.value = new Map(all).set(inputs, [...(all.get(inputs) ?? []), scores]);
            },
          },
        ),
    });
  }

  corruptionsNow(doc: StudyDocument, options: CorruptionsOptions): readonly CorruptionScores[] {
    return this.#corrupted.value.get(this.#corruptionsKey(doc, options)) ?? [];
  }

  dispose(): void {
    this.maps.dispose();
    const all = [this.#scores, this.#similarities, this.#probes, this.#templates];
    const others = [this.#calibrations, this.#fewShots, this.#findings, this.#shifts, this.#corruptions];
    const own = [
      this.#classCosines,
      this.#relatedClasses,
      this.#cosineFacts,
      this.#nones,
      this.#tokens,
      this.#looks,
    ];
    for (const computation of [...all, ...others, ...own]) computation.dispose();
  }

  get compute(): Compute {
    return this.sources.compute;
  }

  /** An evaluation that uses labels, and the classes of a text set if one is given. */
  #labeled<R, P>(
    computation: Computation<Computed<R>, P>,
    doc: StudyDocument,
    about: {
      set?: string;
      kind: string;
      title: string;
      needs?: readonly Missing[];
      /** What the value is for, in addition to its kind and text set. */
      use?: string;
      /** What the value depends on, in addition to rows, texts and labels. */
      parts?: readonly unknown[];
      /** Whether it depends on labels, splits and the seed. Default: yes. */
      ofLabels?: boolean;
      run: (request: TextsRequest, how: WorkHow<P>) => Promise<Evaluation<R>>;
      accuracy?: (result: R) => Run["accuracy"];
    },
  ): Derived<Computed<R>> {
    const { set, kind, title, use, parts = [], ofLabels = true, run, accuracy } = about;
    const needs = about.needs ?? (set === undefined ? ["labels"] : ["model", "labels", "texts"]);
    const words = set === undefined ? [] : this.#words(doc, set);
    const labels = [doc.roles.label, doc.roles.split, doc.edits.relabel, doc.seed];
    return want(computation, this, {
      ...{ doc, which: "model", needs, unit: "" },
      ...(set !== undefined && { set }),
      use: keyOf(kind, set, use),
      parts: [...parts, ...words, ...(ofLabels ? labels : [])],
      title: (dataset) => `${title} of ${dataset.title}`,
      work: async (how) => {
        const found = await run(this.#textsRequest(doc, set ?? doc.active, "model"), how);
        const value = accuracy?.(found.result);
        this.record(doc, { kind, title, ...(value && { accuracy: value }), manifest: found.manifest });
        return found;
      },
      again: () => this.#labeled(computation, doc, about),
    });
  }

  #corruptionsKey(doc: StudyDocument, { images, probe = false }: CorruptionsOptions): string {
    const { key } = this.sources.embedded(doc, "model");
    return keyOf(
      key,
      ...this.#words(doc, doc.active),
      doc.roles.label,
      doc.edits.relabel,
      images,
      probe,
      probe && [doc.roles.split, doc.seed],
    );
  }

  #words(doc: StudyDocument, set: string): unknown[] {
    return [this.texts.classList(doc, set), this.texts.templates(doc, set)];
  }

  #textsRequest(doc: StudyDocument, set: string, which: Which): TextsRequest {
    return {
      ...embeddedOf(doc, which),
      seed: doc.seed,
      classes: this.texts.classList(doc, set),
      templates: this.texts.templates(doc, set),
    };
  }
}

const ids = new WeakMap<object, number>();
let next = 0;

/** A number for each queried image, to use in keys in place of its bytes. */
function idOf(image: Blob | number): number | string {
  if (typeof image === "number") return `row ${image}`;
  let id = ids.get(image);
  if (id === undefined) {
    id = next++;
    ids.set(image, id);
  }
  return id;
}
