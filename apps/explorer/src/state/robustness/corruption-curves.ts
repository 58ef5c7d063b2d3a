import { CORRUPTIONS } from "@clipscope/datasets/corruptions";
import { bestOf } from "@clipscope/mini/supervised";
import type { PackIndex } from "../../lib/classes.js";
import { type Curves, SEVERITIES } from "../../lib/corruption-curves.js";
import { REFERENCE, splitRows } from "../../lib/subgroup.js";
import type { LotScores } from "../../workers/corrupted-scores.js";
import type { Jobs } from "../jobs.js";
import type { Model } from "../model.js";
import { Store } from "../store.js";
import { Task } from "../task.js";
import { MODEL_NAMES, type Subgroup, supervisedUrl } from "./subgroup-models.js";

/** Accuracy against severity of mini's classifiers and the best supervised model, computed here, lot by lot. */
export class CorruptionCurves extends Store {
  readonly task = new Task<"done">(() => this.changed());
  /** By how many of the test concepts there is one taken. */
  readonly #known = new Map<string, Curves>();

  constructor(
    private readonly subgroup: Subgroup,
    private readonly model: Model,
    private readonly jobs: Jobs,
  ) {
    super();
  }

  /** What is computed with every `every`-th test concept by the model of the moment. */
  known(every: number): Curves | undefined {
    return this.#known.get(this.#key(every));
  }

  /** How many lots there are, and how many of them are computed. */
  progress(every: number): { done: number; total: number } {
    const curves = this.known(every);
    const lots = [...(curves?.byKind.values() ?? [])].reduce((sum, { size }) => sum + size, 0);
    return { done: lots + (curves?.clean ? 1 : 0), total: 1 + CORRUPTIONS.length * (SEVERITIES.length - 1) };
  }

  /** Goes on where it stopped. Mini's classifiers must be made. */
  compute(index: PackIndex, every: number): void {
    const { subgroup, model } = this;
    const models = subgroup.models.value;
    const results = subgroup.supervised.value;
    const rendition = index.renditions.find(({ id }) => id === REFERENCE);
    if (!models || !results || !rendition) return;
    const split = splitRows(subgroup.taskOf(index), rendition, "test");
    const chosen = (all: Int32Array) => all.filter((_, i) => i % every === 0);
    const curves: Curves = this.known(every) ?? {
      models: [`supervised (${bestOf(results).name})`, ...MODEL_NAMES],
      images: chosen(split.rows).length,
      clean: undefined,
      byKind: new Map(),
    };
    this.#known.set(this.#key(every), curves);
    const first = CORRUPTIONS[0].id;
    const lots = [
      ...(curves.clean ? [] : [{ kind: first, severity: 0 }]),
      ...CORRUPTIONS.flatMap(({ id }) => SEVERITIES.slice(1).map((severity) => ({ kind: id, severity }))),
    ].filter(({ kind, severity }) => severity === 0 || !curves.byKind.get(kind)?.has(severity));
    if (lots.length === 0) return;
    const keep = ({ kind, severity, accuracies }: LotScores) => {
      if (severity === 0) curves.clean = accuracies;
      else curves.byKind.set(kind, (curves.byKind.get(kind) ?? new Map()).set(severity, accuracies));
      this.changed();
    };
    this.task.retry();
    this.task.ensure(this.#key(every), (signal) =>
      this.jobs.run("Scoring corrupted drawings", "images", signal, async (options) => {
        const request = {
          rendition,
          rows: chosen(split.rows),
          labels: chosen(split.labels),
          ...models,
          supervised: supervisedUrl,
          lots,
        };
        await model.scoreCorrupted(request, { ...options, onValue: (value) => keep(value as LotScores) });
        return "done" as const;
      }),
    );
  }

  #key(every: number): string {
    return `${this.subgroup.models.valueKey}|${every}`;
  }
}
