import type { Embeddings } from "@clipscope/core";
import { type Proportion, proportion } from "@clipscope/toolkit";
import {
  type ClassList,
  chooseClasses,
  chosenRenditions,
  commonConcepts,
  type Items,
  listItems,
  type PackIndex,
  type Rendition,
} from "../lib/classes.js";
import { Jobs } from "./jobs.js";
import { Library } from "./library.js";
import { MapLayout } from "./map-layout.js";
import { Model } from "./model.js";
import { OwnImages } from "./own-images.js";
import { CorruptionCurves } from "./robustness/corruption-curves.js";
import { Subgroup } from "./robustness/subgroup-models.js";
import { UnderShift } from "./robustness/under-shift.js";
import { type Classifier, imagesOf, type RenditionScore, Scores } from "./scores.js";
import { Selection } from "./selection.js";
import { Settings } from "./settings.js";
import { Store } from "./store.js";
import { Task } from "./task.js";

/** The model's best classes for one item, best first. */
export interface Verdict {
  label: number;
  classes: Int32Array;
  probabilities: Float32Array;
}

/**
 * The state shown by all views: one dataset, one model, one set of classes and templates. Derives classes,
 * embeddings, scores and map from the settings and keeps them current.
 */
export class Session extends Store {
  readonly settings = new Settings();
  readonly jobs = new Jobs();
  readonly library = new Library();
  readonly model = new Model(this.jobs);
  readonly scores = new Scores(this.model);
  readonly selection = new Selection();
  readonly own = new OwnImages(this.model, this.scores);

  readonly subgroup = new Subgroup(this.model, this.jobs);
  readonly underShift = new UnderShift(this.subgroup, this.model, this.jobs);
  readonly corruptions = new CorruptionCurves(this.subgroup, this.model, this.jobs);

  readonly images = new Task<string>(() => this.#update());
  readonly classifier = new Task<Classifier>(() => this.#update());
  readonly layout = new MapLayout(this.jobs, () => this.#update());
  readonly comparison = new Task<string>(() => this.#update());

  /** Undefined until the dataset's index is loaded. */
  classes: ClassList | undefined;
  items: Items | undefined;
  /** Number of concepts common to all chosen renditions, which is the maximum number of classes. */
  common = 0;
  /** Inputs of the last choice of classes. */
  #chosenFrom: unknown[] = [];
  #renditions: Rendition[] = [];
  #itemsKey = "";
  #classesKey = "";
  #updating = false;

  constructor() {
    super();
    const { settings, library, model, scores, own, subgroup, underShift, corruptions } = this;
    for (const store of [settings, library, model, scores, own, subgroup, underShift, corruptions])
      store.watch(() => this.#update());
    this.#update();
  }

  get index(): PackIndex | undefined {
    return this.library.index.value;
  }

  get renditions(): Rendition[] {
    return this.#renditions;
  }

  /** Whether everything requested has been computed. */
  get settled(): boolean {
    return this.jobs.running.length === 0 && !this.scores.busy && this.accuracy !== undefined && !this.stale;
  }

  /** Whether the displayed scores belong to earlier classes or templates. */
  get stale(): boolean {
    return this.renditions.some(({ id }) => this.scores.byRendition.get(id)?.key !== this.#classesKey);
  }

  /** The scores of a chosen rendition, if they match the session's current images. */
  scoreOf(rendition: Rendition): RenditionScore | undefined {
    const score = this.scores.byRendition.get(rendition.id);
    return score && this.items?.perRendition === score.labels.length ? score : undefined;
  }

  /** Zero-shot accuracy over all images of the session. */
  get accuracy(): Proportion | undefined {
    const scores = this.renditions.map((rendition) => this.scoreOf(rendition));
    if (scores.length === 0 || scores.includes(undefined)) return undefined;
    const sum = (of: (p: Proportion) => number) =>
      scores.reduce((total, score) => total + of((score as RenditionScore).accuracy), 0);
    const n = sum((p) => p.n);
    return n > 0
      ? proportion(
          sum((p) => p.successes),
          n,
        )
      : undefined;
  }

  verdict(item: number): Verdict | undefined {
    const items = this.items;
    if (!items) return undefined;
    const score = this.scoreOf(items.renditions[Math.floor(item / items.perRendition)]);
    if (!score) return undefined;
    const row = item % items.perRendition;
    const { k, classes, probabilities } = score.result.topK;
    return {
      label: score.labels[row],
      classes: classes.subarray(row * k, (row + 1) * k),
      probabilities: probabilities.subarray(row * k, (row + 1) * k),
    };
  }

  /** Whether an item's image is embedded. */
  embedded(item: number): boolean {
    const items = this.items as Items;
    return this.model.known(this.renditionOf(item).id)?.has[items.image[item]] === 1;
  }

  renditionOf(item: number): Rendition {
    const items = this.items as Items;
    return items.renditions[Math.floor(item / items.perRendition)];
  }

  /** Embeds and scores renditions outside the session, for comparison. */
  compare(renditions: Rendition[]): void {
    const classes = this.classes;
    if (!classes) return;
    const wanted = renditions.map((rendition) => ({ rendition, rows: imagesOf(rendition, classes).images }));
    this.comparison.retry();
    this.comparison.ensure(`${this.#itemsKey}|${renditions.map(({ id }) => id)}`, async (signal) => {
      await this.model.embed(wanted, signal);
      return "done";
    });
  }

  #update(): void {
    if (this.#updating) return;
    this.#updating = true;
    queueMicrotask(() => {
      this.#updating = false;
      this.#follow();
      this.changed();
    });
  }

  #follow(): void {
    this.library.open();
    this.model.load();
    const { index } = this;
    if (!index) return;
    this.#choose(index);
    this.#followRobustness(index);
    for (const { id } of this.renditions) this.library.atlas(id);
    const info = this.model.info.value;
    const { classes, items } = this;
    if (!info || !classes || !items || items.length === 0) return;
    this.images.ensure(`${info.hash}|${this.#itemsKey}`, async (signal) => {
      const wanted = items.renditions.map((rendition) => ({
        rendition,
        rows: imagesOf(rendition, classes).images,
      }));
      await this.model.embed(wanted, signal);
      return this.#itemsKey;
    });
    const { templates } = this.settings.state;
    const key = this.#classesKey;
    this.classifier.ensure(key, async (signal) => {
      const embeddings = await this.model.classifier(classes.names, templates, signal);
      return { key, classes, embeddings };
    });
    const classifier = this.classifier.current(key);
    if (classifier) {
      for (const rendition of [...this.renditions, ...index.renditions])
        this.scores.ensure(rendition, classifier, info.logitScale);
      void this.own.score(classifier, info.logitScale);
    }
    if (items.length >= 4 && this.images.current(`${info.hash}|${this.#itemsKey}`)) {
      this.layout.ensure(`${info.hash}|${this.#itemsKey}`, () => this.#embeddingsOf(items));
    }
  }

  /**
   * Computes the additional needs of the robustness view; mini is measured once the session's scores are
   * complete.
   */
  #followRobustness(index: PackIndex): void {
    const { view, robustness, study } = this.settings.state;
    if (view !== "robustness" || robustness === "renditions") return;
    if (robustness === "effective" && study === "published") {
      this.underShift.loadPublished();
      return;
    }
    this.subgroup.loadSupervised();
    if (robustness === "effective") this.underShift.follow(index);
    if (this.accuracy) this.subgroup.fit(index);
  }

  #choose(index: PackIndex): void {
    const { state } = this.settings;
    const from = [
      index,
      this.model.info.value,
      state.renditions,
      state.classes,
      state.seed,
      state.renamed,
      state.added,
      state.templates,
    ];
    if (from.every((part, i) => part === this.#chosenFrom[i])) return;
    this.#chosenFrom = from;
    this.#renditions = chosenRenditions(index, state.renditions);
    const { renditions } = this;
    const classes = chooseClasses(index, renditions, state);
    const itemsKey = JSON.stringify([
      renditions.map(({ id }) => id),
      [...classes.concepts].filter((c) => c >= 0),
    ]);
    this.#classesKey = JSON.stringify([
      this.model.info.value?.hash,
      itemsKey,
      classes.names,
      state.templates,
    ]);
    this.classes = classes;
    if (itemsKey === this.#itemsKey) return;
    this.#itemsKey = itemsKey;
    this.common = commonConcepts(index, renditions).length;
    this.items = listItems(renditions, classes);
    this.layout.reset(this.items.length);
    this.selection.clear();
  }

  #embeddingsOf(items: Items): Embeddings {
    const parts = items.renditions.map(({ id }, r) => {
      const rows = items.image.subarray(r * items.perRendition, (r + 1) * items.perRendition);
      return this.model.embeddings(id, rows) as Embeddings;
    });
    const { cols } = parts[0];
    const data = new Float32Array(items.length * cols);
    parts.forEach((part, r) => {
      data.set(part.data, r * items.perRendition * cols);
    });
    return { data, rows: items.length, cols };
  }
}
