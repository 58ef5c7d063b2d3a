import { CORRUPTIONS } from "@clipscope/datasets/corruptions";
import { bestOf } from "@clipscope/mini/supervised";
import type { CorruptionScores } from "@clipscope/study";
import type { PackIndex } from "../../lib/classes.js";
import { type Curves, curvesFrom, SEVERITIES } from "../../lib/curves.js";
import type { Jobs } from "../jobs.js";
import type { Model } from "../model.js";
import { Store } from "../store.js";
import { Task } from "../task.js";
import { MODEL_NAMES, type Subgroup, supervisedUrl } from "./subgroup-models.js";

/**
 * Accuracy by severity of mini's classifiers and the best supervised model, computed in the page one kind and
 * severity at a time.
 */
export class CorruptionCurves extends Store {
  readonly task = new Task<"done">(() => this.changed());
  /** Scores by sampling interval of the test concepts. */
  readonly #known = new Map<string, CorruptionScores[]>();
  readonly #curves = new Map<string, Curves>();

  constructor(
    private readonly subgroup: Subgroup,
    private readonly model: Model,
    private readonly jobs: Jobs,
  ) {
    super();
  }

  /** Curves computed for every `every`-th test concept with the current model. */
  known(every: number): Curves | undefined {
    return this.#curves.get(this.#key(every));
  }

  /** Number of kinds and severities, in total and computed. */
  progress(every: number): { done: number; total: number } {
    const done = this.#known.get(this.#key(every))?.length ?? 0;
    return { done, total: 1 + CORRUPTIONS.length * SEVERITIES.length };
  }

  /** Resumes the computation. Requires the probe. */
  compute(index: PackIndex, every: number): void {
    const { subgroup, model } = this;
    const probe = subgroup.probe.value;
    const results = subgroup.supervised.value;
    if (!probe || !results) return;
    const { done, total } = this.progress(every);
    if (done === total) return;
    const { classNames, classPrompts } = subgroup.taskOf(index);
    const supervised = { url: supervisedUrl, name: `supervised (${bestOf(results).name})` };
    const key = this.#key(every);
    const known = this.#known.get(key) ?? [];
    this.#known.set(key, known);
    const keep = (scores: CorruptionScores) => {
      known.push(scores);
      this.#curves.set(key, curvesFrom([supervised.name, ...MODEL_NAMES], known));
      this.changed();
    };
    this.task.retry();
    this.task.ensure(key, (signal) =>
      this.jobs.run("Scoring corrupted drawings", "images", signal, async (options) => {
        const request = { classNames, classPrompts, probe, every, supervised, known: [...known] };
        await model.scoreCorrupted(request, {
          ...options,
          onValue: (value) => keep(value as CorruptionScores),
        });
        return "done" as const;
      }),
    );
  }

  #key(every: number): string {
    return `${this.subgroup.probe.valueKey}|${every}`;
  }
}
