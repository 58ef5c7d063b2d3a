import type { ClassifierOptions } from "@clipscope/toolkit";
import type { Embeddings } from "@clipscope/types";
import type { StoredVectors, VectorStore } from "../../embed/vector-store.js";
import type { Encoder } from "../../encoder/encoder.js";
import type { EvaluatedClass } from "../../evaluate/classes.js";
import { classifierOf } from "../../evaluate/classifier.js";
import type { How } from "../../evaluate/evaluation.js";
import { Recent } from "./recent.js";

/** Number of template sets whose class vectors are cached. */
const KEPT = 8;

/** Templates from which on class vectors are stored: with fewer, the texts' own embeddings are. */
const MANY_TEMPLATES = 5;

/**
 * Caches class vectors by names and templates, so that renaming a class recomputes one prompt ensemble, not all. Those
 * of many templates are kept in a store from run to run.
 */
export class ClassVectors {
  readonly #kept = new Recent<{ model: string; vectors: Map<string, Float32Array> }>(KEPT);

  constructor(private readonly store?: VectorStore) {}

  /**
   * A classifier, `[classes, width]`, with the values and the errors of `classifierOf`. `onEnsemble` is called only if
   * no class is known.
   */
  async of(
    encoder: Encoder,
    classes: readonly EvaluatedClass[],
    templates: readonly string[],
    { onEnsemble, ...how }: How & Pick<ClassifierOptions, "onEnsemble">,
  ): Promise<Embeddings> {
    const model = encoder.id.hash ?? encoder.id.name;
    const key = JSON.stringify([model, encoder.id.dtype, templates]);
    const names = classes.map(nameOf);
    const before = this.#kept.get(key)?.vectors ?? new Map<string, Float32Array>();
    const isKnown = (_: unknown, c: number) => before.has(names[c]);
    const vectors = classes.some(isKnown) ? before : new Map<string, Float32Array>();
    const stored = await this.#open(encoder, templates);
    if (stored) await addStored(vectors, names, stored);
    const missing = classes.filter((_, c) => !vectors.has(names[c]));
    if (missing.length > 0 || classes.length === 0) {
      const watch = onEnsemble && missing.length === classes.length ? { onEnsemble } : {};
      const found = await classifierOf(encoder, missing, templates, { ...how, ...watch });
      const { data, cols } = found;
      for (const [at, each] of missing.entries()) {
        vectors.set(nameOf(each), data.slice(at * cols, (at + 1) * cols));
      }
      await stored?.put(missing.map(nameOf), found);
      void stored?.flush(); // never rejects
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

  /** The stored class vectors of these templates; none for few templates or a model without a content hash. */
  async #open({ id }: Encoder, templates: readonly string[]): Promise<StoredVectors | undefined> {
    if (id.hash === undefined || templates.length < MANY_TEMPLATES) return undefined;
    const decoding = JSON.stringify({ classes: templates });
    return this.store?.open({ model: id.hash, features: "projected", dtype: id.dtype, decoding });
  }
}

/** Identifies a class's vector among those of the same templates. */
const nameOf = ({ names, prompts }: EvaluatedClass) => JSON.stringify(prompts ? { prompts } : names);

async function addStored(
  vectors: Map<string, Float32Array>,
  names: readonly string[],
  stored: StoredVectors,
): Promise<void> {
  const asked = names.filter((name) => !vectors.has(name));
  if (asked.length === 0) return;
  const { found, data, cols } = await stored.get(asked);
  for (const [at, name] of asked.entries()) {
    if (found[at] === 1) vectors.set(name, data.slice(at * cols, (at + 1) * cols));
  }
}
