import { bestOf } from "@clipscope/mini/supervised";
import { type HitStudy, hitsFromPredictions, type ModelHits } from "@clipscope/toolkit";
import type { PackIndex } from "../../lib/classes.js";
import type { ShiftFigure } from "../../lib/shift-panel.js";
import { REFERENCE, splitRows, supervisedHits } from "../../lib/subgroup.js";
import type { Jobs } from "../jobs.js";
import type { Model } from "../model.js";
import { Store } from "../store.js";
import { Task } from "../task.js";
import { MODEL_NAMES, type Subgroup, type SubgroupModels, unseenShifts } from "./subgroup-models.js";

/** The robustness plots: of the models measured here, and of those that are published. */
export class UnderShift extends Store {
  /** The supervised models alone, which is there at once. */
  readonly baseline = new Task<ShiftFigure>(() => this.changed());
  /** With mini's classifiers. */
  readonly measured = new Task<ShiftFigure>(() => this.changed());
  readonly published = new Task<ShiftFigure>(() => this.changed());

  constructor(
    private readonly subgroup: Subgroup,
    private readonly model: Model,
    private readonly jobs: Jobs,
  ) {
    super();
  }

  loadPublished(): void {
    this.published.ensure("published", (signal) => this.subgroup.worker.published({}, { signal }));
  }

  /** What is known of the models measured here: mini's too, once they are. */
  get figure(): ShiftFigure | undefined {
    return this.measured.value ?? this.baseline.value;
  }

  /** Draws the supervised models' line as soon as they are there, and measures mini when its classifiers are made. */
  follow(index: PackIndex): void {
    const { subgroup } = this;
    if (!subgroup.supervised.value) return;
    this.baseline.ensure("baseline", (signal) => this.#figure(index, [], signal));
    const { value: models, valueKey: key } = subgroup.models;
    if (models && key) this.measured.ensure(key, (signal) => this.#measure(index, models, signal));
  }

  async #measure(index: PackIndex, models: SubgroupModels, signal: AbortSignal): Promise<ShiftFigure> {
    const { subgroup, model } = this;
    const task = subgroup.taskOf(index);
    const logitScale = model.info.value?.logitScale ?? 1;
    const sets = index.renditions
      .filter(({ id }) => id === REFERENCE)
      .concat(unseenShifts(index))
      .map((rendition) => ({ rendition, ...splitRows(task, rendition, "test") }));
    const total = sets.reduce((sum, { rows }) => sum + rows.length, 0);
    return this.jobs.run("Measuring under shift", "images", signal, async (options) => {
      const found: ModelHits[] = MODEL_NAMES.map((name) => ({ name, hits: {} }));
      let before = 0;
      for (const { rendition, rows, labels, concepts } of sets) {
        const onProgress = ({ done }: { done: number }) =>
          options.onProgress({ stage: "encoding images", done: before + done, total });
        const features = await model.features(rendition, rows, { signal: options.signal, onProgress });
        const projected = await model.project(features);
        const predictions = await subgroup.worker.predict({ features, projected, logitScale, ...models });
        predictions.forEach((classes, m) => {
          const hits = hitsFromPredictions({
            predictions: classes,
            labels,
            items: concepts,
            count: task.labels.length,
          });
          found[m] = { ...found[m], hits: { ...found[m].hits, [rendition.id]: hits } };
        });
        before += rows.length;
      }
      return this.#figure(index, found, options.signal);
    });
  }

  async #figure(index: PackIndex, models: ModelHits[], signal: AbortSignal): Promise<ShiftFigure> {
    const results = this.subgroup.supervised.value ?? [];
    const task = this.subgroup.taskOf(index);
    const reference = index.renditions.filter(({ id }) => id === REFERENCE);
    const shifts = unseenShifts(index);
    const baseline = results.map((result) => supervisedHits(result, task, [...reference, ...shifts]));
    const best = bestOf(results).name;
    const supervised = baseline.find(({ name }) => name === best) as ModelHits;
    const study: HitStudy = { reference: REFERENCE, baseline, supervised };
    const label = `Accuracy on ${reference[0].title}, ${task.classNames.length} subgroups`;
    return this.subgroup.worker.measure(
      { study, shifts: shifts.map(titleOf), models, reference: label, axis: reference[0].title },
      { signal },
    );
  }
}

const titleOf = ({ id, title }: { id: string; title: string }) => ({ id, title });
