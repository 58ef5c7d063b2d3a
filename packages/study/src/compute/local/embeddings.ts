import type { Dataset } from "@clipscope/datasets";
import { throwIfCancelled } from "@clipscope/types";
import { checkSomeEmbedded, embedSomeRows } from "../../embed/embed-dataset.js";
import { type EmbeddedImages, type RowFailure, takeImages } from "../../embed/embedded-images.js";
import type { VectorStore } from "../../embed/vector-store.js";
import type { Encoder } from "../../encoder/encoder.js";
import { joinImages } from "./join-images.js";
import { Recent } from "./recent.js";
import type { Watch } from "./shared-runs.js";
import { Turns } from "./turns.js";

/** Number of matrices kept: two models and both kinds of features of two datasets. */
const KEPT = 8;

export interface EmbedChoice {
  dataset: Dataset;
  encoder: Encoder;
  vectors?: string | undefined;
  features: "projected" | "preProjection";
  /** Rows, ascending. Default: all. */
  rows?: Int32Array | undefined;
}

interface Kept {
  images: EmbeddedImages;
  /** Rows requested so far, whether or not they could be embedded. */
  tried: Set<number>;
  /** The last subset returned, so that equal requests get the same object. */
  part?: EmbeddedImages;
}

/** Embeddings of datasets by model: each row is embedded once, whatever is sampled. */
export class Embeddings {
  readonly #kept = new Recent<Kept>(KEPT);
  readonly #turns = new Turns<string>();

  constructor(readonly store: VectorStore | undefined) {}

  /**
   * The embeddings of the rows asked for; `reused` is the number of those that were not computed again. After a
   * cancellation, the rows embedded so far are kept. Throws the errors of `embedDataset`.
   */
  async get(choice: EmbedChoice, how: Watch): Promise<{ images: EmbeddedImages; reused: number }> {
    const { dataset, encoder, vectors, features } = choice;
    const key = JSON.stringify([
      dataset.hash,
      encoder.id.hash ?? encoder.id.name,
      encoder.id.dtype,
      vectors,
      features,
    ]);
    const take = async () => {
      const before = this.#kept.get(key);
      const about = { name: dataset.title, hash: dataset.hash, rows: dataset.rows };
      if (before && !choice.rows && before.tried.size === dataset.rows) {
        const images = { ...before.images, dataset: about };
        checkSomeEmbedded(dataset, images);
        return { images, reused: images.rows.length };
      }
      const asked = choice.rows ?? Int32Array.from({ length: dataset.rows }, (_, row) => row);
      const missing = before ? asked.filter((row) => !before.tried.has(row)) : asked;
      let kept = before;
      let reused = before ? asked.length - missing.length : 0;
      if (!kept || missing.length > 0) {
        const found = await this.#embed(choice, missing, how, reused, asked.length);
        reused += found.reused ?? 0;
        kept = merged(before, found);
        this.#kept.set(key, kept);
        throwIfCancelled(how.signal, "Embedding the dataset");
      }
      const images = { ...partOf(kept, asked), dataset: about };
      checkSomeEmbedded(dataset, images);
      return { images, reused };
    };
    return this.#turns.take(key, "Embedding the dataset", how.signal, take);
  }

  forget(model?: string): void {
    this.#kept.forget(({ images }) => model === undefined || images.encoder.hash === model);
  }

  #embed(
    { dataset, encoder, vectors, features }: EmbedChoice,
    rows: Int32Array,
    { signal, onProgress }: Watch,
    before: number,
    total: number,
  ): Promise<EmbeddedImages> {
    return embedSomeRows(dataset, encoder, {
      features,
      rows,
      ...(vectors !== undefined && { vectors }),
      ...(this.store && { store: this.store }),
      partial: true,
      signal,
      onProgress: ({ stage, done }) => onProgress({ stage, done: before + done, total }),
    });
  }
}

function merged(before: Kept | undefined, found: EmbeddedImages): Kept {
  const images = before ? joinImages(before.images, found) : found;
  const lasting = images.failures.filter(isLasting).map(({ row }) => row);
  return { images, tried: new Set([...images.rows, ...lasting]) };
}

/** Whether reading the row again would fail again. */
const isLasting = ({ code }: RowFailure) => code !== "network" && code !== "offline" && code !== "cancelled";

function partOf(kept: Kept, asked: Int32Array): EmbeddedImages {
  const { images } = kept;
  const wanted = new Set(asked);
  const failures = images.failures.filter(({ row }) => wanted.has(row));
  const rows = images.rows.filter((row) => wanted.has(row));
  if (rows.length === images.rows.length) return { ...images, failures };
  if (!kept.part || !sameRows(kept.part.rows, rows)) {
    const places = Int32Array.from(images.rows.keys()).filter((at) => wanted.has(images.rows[at]));
    kept.part = takeImages(images, places);
  }
  return { ...kept.part, failures };
}

const sameRows = (a: Int32Array, b: Int32Array) =>
  a.length === b.length && a.every((row, at) => row === b[at]);
