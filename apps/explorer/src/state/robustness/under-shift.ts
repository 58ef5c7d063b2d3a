import { REFERENCE_RENDITION, supervisedStudy } from "@clipscope/mini/baseline";
import type { LinearClassifier, ModelHits } from "@clipscope/toolkit";
import type { PackIndex } from "../../lib/classes.js";
import type { ShiftFigure } from "../../lib/shift-panel.js";
import type { Jobs } from "../jobs.js";
import type { Model } from "../model.js";
import { Store } from "../store.js";
import { Task } from "../task.js";
import { type Subgroup, unseenShifts } from "./subgroup-models.js";

/** The robustness plots, of measured and of published models. */
export class UnderShift extends Store {
  /** The supervised models alone, available immediately. */
  readonly baseline = new Task<ShiftFigure>(() => this.changed());
  /** The supervised models and mini's classifiers. */
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

  /** The best available figure, including mini once it is measured. */
  get figure(): ShiftFigure | undefined {
    return this.measured.value ?? this.baseline.value;
  }

  /** Draws the supervised models' line once available, and measures mini once its classifiers are ready. */
  follow(index: PackIndex): void {
    const { subgroup } = this;
    if (!subgroup.supervised.value) return;
    this.baseline.ensure("baseline", (signal) => this.#figure(index, [], signal));
    const { value: probe, valueKey: key } = subgroup.probe;
    if (probe && key) this.measured.ensure(key, (signal) => this.#measure(index, probe, signal));
  }

  async #measure(index: PackIndex, probe: LinearClassifier, signal: AbortSignal): Promise<ShiftFigure> {
    const { classNames, classPrompts } = this.subgroup.taskOf(index);
    const renditions = [REFERENCE_RENDITION, ...unseenShifts(index).map(({ id }) => id)];
    return this.jobs.run("Measuring under shift", "images", signal, async (options) => {
      const request = { classNames, classPrompts, renditions, probe };
      return this.#figure(index, await this.model.measureShifts(request, options), options.signal);
    });
  }

  async #figure(index: PackIndex, models: ModelHits[], signal: AbortSignal): Promise<ShiftFigure> {
    const { subgroup } = this;
    const task = subgroup.taskOf(index);
    const reference = index.renditions.filter(({ id }) => id === REFERENCE_RENDITION);
    const shifts = unseenShifts(index);
    const items = Object.fromEntries(
      [...reference, ...shifts].map((each) => [each.id, subgroup.testDrawings(index, each).concepts]),
    );
    const study = supervisedStudy(subgroup.supervised.value ?? [], items, task.labels.length);
    const label = `Accuracy on ${reference[0].title}, ${task.classNames.length} subgroups`;
    return subgroup.worker.measure(
      { study, shifts: shifts.map(titleOf), models, reference: label, axis: reference[0].title },
      { signal },
    );
  }
}

const titleOf = ({ id, title }: { id: string; title: string }) => ({ id, title });
