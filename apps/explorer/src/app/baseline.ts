import type { Study } from "@clipscope/study";
import { effect, type ReadonlySignal, signal } from "@preact/signals-core";

/** An accuracy to compare later ones with, and the data and model that it was measured on. */
export interface Start {
  /** The data, the sample and the model. */
  of: string;
  value: number;
  n: number;
}

/**
 * The accuracy that edits are compared with: the first with this data and model, or a later one that the user
 * chose.
 */
export class Baseline {
  readonly #start = signal<Start | undefined>(undefined);
  readonly start: ReadonlySignal<Start | undefined> = this.#start;

  constructor(study: Study) {
    effect(() => {
      const { sample } = study.doc.value;
      const dataset = study.dataset().value;
      if (dataset?.roles.label === undefined) return;
      const accuracy = study.scores().value?.top1;
      const of = JSON.stringify([dataset.hash, dataset.roles.label, sample, study.model().value?.id.hash]);
      if (accuracy && this.#start.peek()?.of !== of)
        this.#start.value = { of, value: accuracy.value, n: accuracy.n };
    });
  }

  /** Compares with this accuracy from now on. */
  set(accuracy: { value: number; n: number }): void {
    const start = this.#start.peek();
    if (start) this.#start.value = { of: start.of, value: accuracy.value, n: accuracy.n };
  }
}
