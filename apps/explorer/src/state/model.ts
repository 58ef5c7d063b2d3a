import type { Embeddings } from "@clipscope/core";
import type { LinearClassifier, ModelHits } from "@clipscope/toolkit";
import type { Rendition } from "../lib/classes.js";
import type { ClipMethods, EmbeddedRows, Failure, ModelInfo } from "../workers/clip.worker.js";
import { type CallOptions, connect } from "../workers/rpc.js";
import type { CorruptionsRequest, ShiftsRequest } from "../workers/subgroup-study.js";
import type { Jobs } from "./jobs.js";
import { packsUrl } from "./library.js";
import { Store } from "./store.js";
import { Task } from "./task.js";

/** URL of the checkpoint, next to the page. */
const modelUrl = new URL("models/mini", document.baseURI).href;

/** Embeddings of one rendition's images computed so far. */
export interface KnownEmbeddings {
  cols: number;
  /** `[images, cols]`; only rows marked in `has` are valid. */
  data: Float32Array;
  has: Uint8Array;
  /** Number of valid rows. */
  count: number;
}

/** The model in its worker, and all embeddings computed in this session. */
export class Model extends Store {
  readonly info = new Task<ModelInfo>(() => this.changed());
  readonly failures: Failure[] = [];
  #telling: ReturnType<typeof setTimeout> | undefined;
  readonly #known = new Map<string, KnownEmbeddings>();
  readonly #clip = connect<ClipMethods>(
    new Worker(new URL("../workers/clip.worker.ts", import.meta.url), { type: "module", name: "clip" }),
  );

  constructor(private readonly jobs: Jobs) {
    super();
  }

  load(): void {
    this.info.ensure("mini", (signal) =>
      this.jobs.run("Loading the model", "", signal, (options) =>
        this.#clip.load({ url: modelUrl, backend: "auto" }, options),
      ),
    );
  }

  /** The embeddings of a rendition computed so far. */
  known(id: string): KnownEmbeddings | undefined {
    return this.#known.get(id);
  }

  /** Number of these image rows that are embedded. */
  countKnown(id: string, rows: Int32Array): number {
    const has = this.#known.get(id)?.has;
    return has ? rows.reduce((sum, row) => sum + has[row], 0) : 0;
  }

  /** The embeddings of these image rows, `[rows.length, cols]`; undefined while any is missing. */
  embeddings(id: string, rows: Int32Array): Embeddings | undefined {
    const known = this.#known.get(id);
    if (!known || this.countKnown(id, rows) < rows.length) return undefined;
    const { cols, data } = known;
    const out = new Float32Array(rows.length * cols);
    rows.forEach((row, i) => {
      out.set(data.subarray(row * cols, (row + 1) * cols), i * cols);
    });
    return { data: out, rows: rows.length, cols };
  }

  /** Embeds the missing image rows, one rendition at a time, as one job. */
  async embed(wanted: { rendition: Rendition; rows: Int32Array }[], signal: AbortSignal): Promise<void> {
    const missing = wanted.filter(({ rendition, rows }) => this.countKnown(rendition.id, rows) < rows.length);
    if (missing.length === 0) return;
    const total = missing.reduce((sum, { rows }) => sum + rows.length, 0);
    await this.jobs.run("Looking up embeddings", "images", signal, async ({ signal, onProgress }) => {
      let before = 0;
      for (const { rendition, rows } of missing) {
        const failures = await this.#clip.embedImages(
          { packs: packsUrl, id: rendition.id, sha256: rendition.sha256, rows },
          {
            signal,
            onProgress: ({ done }) => onProgress({ stage: "encoding images", done: before + done, total }),
            onValue: (value) => this.#keep(rendition, value as EmbeddedRows),
          },
        );
        this.failures.push(...failures);
        before += rows.length;
      }
    });
  }

  /** The zero-shot classifier for names and templates, `[names.length, cols]`. */
  async classifier(names: string[], templates: string[], signal: AbortSignal): Promise<Embeddings> {
    return this.jobs.run("Encoding texts", "texts", signal, (options) =>
      this.#clip.classifier({ names, templates }, options),
    );
  }

  /** Fits the linear probe of the subgroup task. */
  fitProbe(request: { classNames: string[] }, options: CallOptions): Promise<LinearClassifier> {
    return this.#clip.fitProbe({ packs: packsUrl, ...request }, options);
  }

  /** Hits of mini's classifiers on the subgroup task, by rendition. */
  measureShifts(request: Omit<ShiftsRequest, "packs">, options: CallOptions): Promise<ModelHits[]> {
    return this.#clip.measureShifts({ packs: packsUrl, ...request }, options);
  }

  /** Scores corrupted drawings; emits each kind and severity. */
  scoreCorrupted(request: Omit<CorruptionsRequest, "packs">, options: CallOptions): Promise<void> {
    return this.#clip.scoreCorrupted({ packs: packsUrl, ...request }, options);
  }

  /** Embeds images provided by the user. */
  embedFiles(files: Blob[]) {
    return this.#clip.embedFiles({ files });
  }

  /** Combines many batches in quick succession into one change notification. */
  #tellSoon(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.changed();
    }, 200);
  }

  #keep({ id, count }: Rendition, { rows, data, cols }: EmbeddedRows): void {
    let known = this.#known.get(id);
    if (!known) {
      known = { cols, data: new Float32Array(count * cols), has: new Uint8Array(count), count: 0 };
      this.#known.set(id, known);
    }
    const { data: all, has } = known;
    rows.forEach((row, i) => {
      all.set(data.subarray(i * cols, (i + 1) * cols), row * cols);
      has[row] = 1;
    });
    known.count = has.reduce((sum, one) => sum + one, 0);
    this.#tellSoon();
  }
}
