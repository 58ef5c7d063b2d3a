import { type SubgroupTask, subgroupTask } from "@clipscope/datasets/renditions";
import { REFERENCE_RENDITION, subgroupClassifiers } from "@clipscope/mini/baseline";
import type { SupervisedResult } from "@clipscope/mini/supervised";
import type { LinearClassifier } from "@clipscope/toolkit";
import { conceptsOf, type PackIndex, type Rendition } from "../../lib/classes.js";
import type { RobustnessMethods } from "../../workers/robustness.worker.js";
import { connect } from "../../workers/rpc.js";
import type { Jobs } from "../jobs.js";
import type { Model } from "../model.js";
import { Store } from "../store.js";
import { Task } from "../task.js";

/** URL of the supervised models' results and the best one's weights, next to the page. */
export const supervisedUrl = new URL("models/supervised", document.baseURI).href;

/** Mini's classifiers on the subgroup task, in display order. */
export const MODEL_NAMES: readonly string[] = subgroupClassifiers({ classPrompts: [] }).map(
  ({ name }) => name,
);

/** Data of the robustness view: the task, the supervised models, and mini's probe. */
export class Subgroup extends Store {
  readonly worker = connect<RobustnessMethods>(
    new Worker(new URL("../../workers/robustness.worker.ts", import.meta.url), {
      type: "module",
      name: "robustness",
    }),
  );
  readonly supervised = new Task<SupervisedResult[]>(() => this.changed());
  readonly probe = new Task<LinearClassifier>(() => this.changed());
  #task: { index: PackIndex; task: SubgroupTask } | undefined;

  constructor(
    private readonly model: Model,
    private readonly jobs: Jobs,
  ) {
    super();
  }

  /** The subgroup task for the dataset's index. */
  taskOf(index: PackIndex): SubgroupTask {
    if (this.#task?.index !== index) this.#task = { index, task: subgroupTask(index) };
    return this.#task.task;
  }

  loadSupervised(): void {
    this.supervised.ensure("supervised", () => this.worker.supervised({ url: supervisedUrl }));
  }

  /** Fits the probe, as one job. Requires the model. */
  fit(index: PackIndex): void {
    const { model } = this;
    const hash = model.info.value?.hash;
    const reference = index.renditions.find(({ id }) => id === REFERENCE_RENDITION);
    if (hash === undefined || !reference) return;
    const { classNames } = this.taskOf(index);
    this.probe.ensure(`${hash}|${reference.sha256}`, (signal) =>
      this.jobs.run("Training the linear probe", "", signal, (options) =>
        model.fitProbe({ classNames }, options),
      ),
    );
  }

  /** The concepts of a rendition's test drawings, in row order, and their rows. */
  testDrawings(index: PackIndex, rendition: Rendition): { rows: Int32Array; concepts: Int32Array } {
    const concepts = conceptsOf(rendition);
    const { rows } = this.taskOf(index).images({ info: rendition, concepts }, "test");
    return { rows, concepts: rows.map((row) => concepts[row]) };
  }
}

/** Shifts that mini was not trained on. */
export function unseenShifts({ renditions }: PackIndex): Rendition[] {
  return renditions.filter(({ id, use }) => use === "evaluation" && id !== REFERENCE_RENDITION);
}
