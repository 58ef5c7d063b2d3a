import type {
  CallHow,
  Compute,
  DataSpec,
  Embedded,
  EmbeddedRows,
  OpenedDataset,
  OpenedModel,
} from "../compute/compute.js";
import type { ModelRef, StudyDocument } from "../document/document.js";
import { Computation } from "./computation.js";
import type { Derived } from "./derived.js";
import type { Jobs } from "./job.js";
import { keyOf } from "./key-of.js";
import { mapDerived } from "./map-derived.js";
import type { Which } from "./study.js";
import { viewOf } from "./study-rows.js";
import { titleOf } from "./titles.js";

/** Opened data and models, and embedded rows. Each is a function of a document, and tracked by signals. */
export class Sources {
  readonly #datasets = new Computation<OpenedDataset>({ count: 4 });
  readonly #models = new Computation<OpenedModel>({ count: 8 });
  readonly #embedded = new Computation<EmbeddedRows>();
  readonly #shown = new WeakMap<OpenedDataset, OpenedDataset>();

  /** `given`: how many times files were supplied, by name. */
  constructor(
    readonly compute: Compute,
    readonly jobs: Jobs,
    readonly given: (name: string) => number,
  ) {}

  /** The opened dataset, with the document's roles and sample, and uncorrected labels. */
  dataset(doc: StudyDocument): Derived<OpenedDataset> {
    const opened = this.#opened(doc);
    const key = keyOf(opened.key, doc.roles, doc.sample);
    const view = (dataset: OpenedDataset) => {
      const shown = viewOf(dataset, doc);
      this.#shown.set(dataset, shown);
      return shown;
    };
    return mapDerived(opened, key, view, (before) => this.#shown.get(before) ?? before);
  }

  model(doc: StudyDocument, which: Which): Derived<OpenedModel> {
    const ref = doc[which];
    if (!ref) {
      return this.#models.missing("model", "No second model is open: open one to compare it with the first.");
    }
    return this.#models.ask({
      key: this.#modelKey(ref),
      use: which,
      work: ({ signal }) =>
        this.job(`Open ${titleOf(ref)}`, "bytes", signal, (how) =>
          this.compute.openModel({ model: ref }, how),
        ),
    });
  }

  /** Rows with a vector from a model or a column of the data. The key identifies data, sample and model. */
  embedded(doc: StudyDocument, which: Which): Derived<EmbeddedRows> {
    const again = () => this.embedded(doc, which);
    const dataset = this.dataset(doc);
    if (!dataset.value) return this.#embedded.after(dataset, which, again);
    const model = this.model(doc, which);
    if (!model.value) return this.#embedded.after(model, which, again);
    const ref = doc[which] as ModelRef;
    const { title, vectors, images, hash } = dataset.value;
    if (ref.kind === "none" && vectors.length === 0) {
      return this.#embedded.missing(
        "model",
        `${title} has no embeddings, and no model is open: open a model to embed its images.`,
      );
    }
    if (!images && vectors.length === 0) {
      return this.#embedded.missing(
        "images",
        `${title} has neither images nor embeddings: open data with either.`,
      );
    }
    const { id } = model.value;
    const identity = [id.hash ?? id.name, id.dtype, id.engine, id.backend].join(" ");
    return this.#embedded.ask({
      key: keyOf(this.#dataKey(doc), hash, doc.sample, doc.vectors, identity, this.#modelKey(ref)),
      use: which,
      work: ({ signal }) =>
        this.job(`Embed ${title}`, "images", signal, (how) =>
          this.compute.embed(
            { data: specOf(doc), model: ref, ...(doc.vectors !== undefined && { vectors: doc.vectors }) },
            how,
          ),
        ),
    });
  }

  /** Runs a call to `Compute` as a job. */
  job<T>(
    title: string,
    unit: string,
    signal: AbortSignal,
    call: (how: Required<Pick<CallHow, "signal" | "onProgress">>) => Promise<T>,
  ): Promise<T> {
    return this.jobs.run({ title, unit, signal }, call);
  }

  dispose(): void {
    for (const computation of [this.#datasets, this.#models, this.#embedded]) computation.dispose();
  }

  #opened(doc: StudyDocument): Derived<OpenedDataset> {
    const { data } = doc;
    if (!data) {
      return this.#datasets.missing(
        "data",
        "No data are open: open a folder, a table or a file of embeddings.",
      );
    }
    return this.#datasets.ask({
      key: this.#dataKey(doc),
      work: ({ signal }) =>
        this.job(`Open ${titleOf(data)}`, "", signal, (how) =>
          this.compute.openDataset({ data: { ref: data, roles: {} } }, how),
        ),
    });
  }

  #dataKey({ data }: StudyDocument): string {
    return keyOf(withoutHash(data ?? {}), ...namesIn(data).map(this.given));
  }

  #modelKey(ref: ModelRef): string {
    return keyOf(withoutHash(ref), ref.kind === "files" ? this.given(ref.name) : 0);
  }
}

/** The data of a request: reference, roles, sample and corrected labels. */
export function specOf({ data, roles, sample, edits }: StudyDocument): DataSpec {
  return {
    ref: data as DataSpec["ref"],
    roles,
    ...(sample && { sample }),
    ...(Object.keys(edits.relabel).length > 0 && { relabel: edits.relabel }),
  };
}

/** The embedded rows of a request. */
export const embeddedOf = (doc: StudyDocument, which: Which): Embedded => ({
  data: specOf(doc),
  model: doc[which] as ModelRef,
  ...(doc.vectors !== undefined && { vectors: doc.vectors }),
});

/** The names of all supplied files in a reference. */
function namesIn(data: StudyDocument["data"]): string[] {
  if (data?.kind === "files") return [data.name];
  return data?.kind === "several" ? data.parts.flatMap(namesIn) : [];
}

const withoutHash = (ref: object) =>
  JSON.stringify(ref, (key, value) => (key === "hash" ? undefined : value));
