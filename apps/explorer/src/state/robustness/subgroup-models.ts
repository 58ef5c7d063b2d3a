import type { Embeddings } from "@clipscope/core";
import { type SubgroupTask, subgroupTask } from "@clipscope/datasets/renditions";
import type { SupervisedResult } from "@clipscope/mini/supervised";
import type { LinearClassifier } from "@clipscope/toolkit";
import type { Split } from "@clipscope/types";
import type { PackIndex, Rendition } from "../../lib/classes.js";
import { REFERENCE, splitRows } from "../../lib/subgroup.js";
import type { RobustnessMethods } from "../../workers/robustness.worker.js";
import { connect } from "../../workers/rpc.js";
import type { Jobs } from "../jobs.js";
import type { Model } from "../model.js";
import { Store } from "../store.js";
import { Task } from "../task.js";

/** Where the supervised models' results, and the best one's weights, are served beside the page. */
export const supervisedUrl = new URL("models/supervised", document.baseURI).href;

/** The classifiers of the subgroup task that mini makes, in the order of their names. */
export const MODEL_NAMES = ["zero-shot, names", "zero-shot, names and members", "linear probe"];

export interface SubgroupModels {
  /** Zero-shot, of names and of names and members: `[classes, width]` each. */
  classifiers: Embeddings[];
  /** On features from before the projection. */
  probe: LinearClassifier;
}

/** What the robustness view is told of: the task, the supervised models, and mini's classifiers. */
export class Subgroup extends Store {
  readonly worker = connect<RobustnessMethods>(
    new Worker(new URL("../../workers/robustness.worker.ts", import.meta.url), {
      type: "module",
      name: "robustness",
    }),
  );
  readonly supervised = new Task<SupervisedResult[]>(() => this.changed());
  readonly models = new Task<SubgroupModels>(() => this.changed());
  #task: { index: PackIndex; task: SubgroupTask } | undefined;

  constructor(
    private readonly model: Model,
    private readonly jobs: Jobs,
  ) {
    super();
  }

  /** The task, from the index of the data. */
  taskOf(index: PackIndex): SubgroupTask {
    if (this.#task?.index !== index) this.#task = { index, task: subgroupTask(index) };
    return this.#task.task;
  }

  loadSupervised(): void {
    this.supervised.ensure("supervised", () => this.worker.supervised({ url: supervisedUrl }));
  }

  /** Encodes the classes' words and trains the probe, as one job. The model must be loaded. */
  fit(index: PackIndex): void {
    const { model } = this;
    const hash = model.info.value?.hash;
    const reference = index.renditions.find(({ id }) => id === REFERENCE);
    if (hash === undefined || !reference) return;
    const task = this.taskOf(index);
    this.models.ensure(`${hash}|${reference.sha256}`, (signal) =>
      this.jobs.run("Training the linear probe", "", signal, async (options) => {
        const names = task.classPrompts.map(([name]) => [name]);
        const classifiers = [
          await model.promptClassifier(names, options),
          await model.promptClassifier(task.classPrompts, options),
        ];
        const labeled = async (split: Split) => {
          const { rows, labels } = splitRows(task, reference, split);
          return { features: await model.features(reference, rows, options), labels };
        };
        const train = await labeled("train");
        const validation = await labeled("validation");
        const request = {
          train,
          validation,
          classes: task.classNames.length,
          key: `${hash}:probe-1:${reference.sha256}`,
        };
        return { classifiers, probe: await this.worker.fitProbe(request, options) };
      }),
    );
  }
}

/** The shifts that mini's training has not touched. */
export function unseenShifts({ renditions }: PackIndex): Rendition[] {
  return renditions.filter(({ id, use }) => use === "evaluation" && id !== REFERENCE);
}
