import type { Embeddings } from "@clipscope/types";
import type { Encoder } from "../../encoder/encoder.js";
import type { EvaluatedClass } from "../../evaluate/classes.js";
import { classifierOf } from "../../evaluate/classifier.js";
import type { How } from "../../evaluate/evaluation.js";
import { Recent } from "./recent.js";

/** Number of template sets whose class vectors are cached. */
const KEPT = 8;

/**
 * Caches class vectors by names and templates, so that renaming a class recomputes one prompt ensemble, not all.
 */
export class ClassVectors {
  readonly #kept = new Recent<{ model: string; vectors: Map<string, Float32Array> }>(KEPT);

  /** A classifier, `[classes, width]`, with the values and the errors of `classifierOf`. */
  async of(
    encoder: Encoder,
    classes: readonly EvaluatedClass[],
    templates: readonly string[],
    how: How,
  ): Promise<Embeddings> {
    const model = encoder.id.hash ?? encoder.id.name;
    const key = JSON.stringify([model, encoder.id.dtype, templates]);
    const nameOf = ({ names, prompts }: EvaluatedClass) => JSON.stringify(prompts ? { prompts } : names);
    const names = classes.map(nameOf);
    const before = this.#kept.get(key)?.vectors ?? new Map<string, Float32Array>();
    const missing = classes.filter((_, c) => !before.has(names[c]));
    const vectors = missing.length < classes.length ? before : new Map<string, Float32Array>();
    if (missing.length > 0 || classes.length === 0) {
      const { data, cols } = await classifierOf(encoder, missing, templates, how);
      for (const [at, each] of missing.entries()) {
        vectors.set(nameOf(each), data.slice(at * cols, (at + 1) * cols));
      }
    }
    this.#kept.set(key, { model, vectors });
    const cols = vectors.get(names[0])?.length ?? 1;
    const data = new Float32Array(classes.length * cols);
    for (const [c, name] of names.entries()) data.set(vectors.get(name) as Float32Array, c * cols);
    return { data, rows: classes.length, cols };
  }

  forget(model?: string): void {
    this.#kept.forget((kept) => model === undefined || kept.model === model);
  }
}
