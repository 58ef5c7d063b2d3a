import { concatenate, type Dataset, openDataset } from "@clipscope/datasets";
import { ClipscopeError, throwIfCancelled } from "@clipscope/types";
import type { DatasetRef } from "../../document/document.js";
import type { CallHow } from "../compute.js";
import type { OpenBuiltin } from "./options.js";
import type { ProvidedFiles } from "./provided.js";
import { Recent } from "./recent.js";
import { SharedRuns, type Watch } from "./shared-runs.js";
import { hasFiles } from "./surroundings.js";

/** Number of datasets kept open: those in use, their parts, and some for undo. */
const KEPT = 8;

/** Datasets by reference, each opened once. */
export class OpenDatasets {
  readonly #open = new Recent<Dataset>(KEPT);
  readonly #runs = new SharedRuns();

  constructor(
    readonly builtins: Readonly<Record<string, OpenBuiltin>>,
    readonly provided: ProvidedFiles,
  ) {}

  /**
   * Opens a dataset, or returns the open one. Throws the errors of `openDataset`, `not-found` for an unknown
   * built-in or for files that were not provided, `not-supported` for a path in a page, and `cancelled`.
   */
  async open(ref: DatasetRef, how: Pick<CallHow, "signal" | "onProgress"> = {}): Promise<Dataset> {
    throwIfCancelled(how.signal, "Opening the data");
    const key = this.#keyOf(ref);
    const known = this.#open.get(key);
    if (known) return known;
    return this.#runs.get(
      key,
      "Opening the data",
      async (run) => {
        const dataset = await this.#openNow(ref, run);
        this.#open.set(key, dataset);
        return dataset;
      },
      how,
    );
  }

  stop(): void {
    this.#runs.stop();
    this.#open.forget();
  }

  #keyOf(ref: DatasetRef): string {
    const { hash: _, ...rest } = ref;
    if (rest.kind === "several") {
      return JSON.stringify({ ...rest, parts: rest.parts.map((part) => this.#keyOf(part)) });
    }
    const version = rest.kind === "files" ? this.provided.version(rest.name) : 0;
    return JSON.stringify([rest, version]);
  }

  async #openNow(ref: DatasetRef, how: Watch): Promise<Dataset> {
    const { signal, onProgress } = how;
    const options = { ...ref.options, signal, onProgress };
    switch (ref.kind) {
      case "builtin":
        return titled(await this.#builtin(ref.id)(ref.parts, { signal, onProgress }), ref);
      case "path":
        if (!hasFiles) {
          throw new ClipscopeError(
            "not-supported",
            `The data are at the path ${ref.path}, and a page can't read paths: choose the file or folder here.`,
          );
        }
        return openDataset(ref.path, options);
      case "url":
        return openDataset(ref.url, options);
      case "files":
        return openDataset([...this.provided.get(ref.name, "the data")], options);
      case "several": {
        const parts = await Promise.all(ref.parts.map((part) => this.open(part, { signal, onProgress })));
        return titled(await concatenate(parts, ref.column), ref);
      }
      default:
        throw new ClipscopeError(
          "bad-argument",
          `The data's kind is "${(ref as { kind?: unknown }).kind}": it must be builtin, path, url, files or several.`,
        );
    }
  }

  #builtin(id: string) {
    if (Object.hasOwn(this.builtins, id)) return this.builtins[id];
    const known = Object.keys(this.builtins);
    throw new ClipscopeError(
      "not-found",
      `There is no built-in dataset "${id}": ${known.length > 0 ? `choose one of ${known.join(", ")}` : "this program has none, so give a path, a URL or files"}.`,
    );
  }
}

const titled = (dataset: Dataset, { options }: DatasetRef): Dataset =>
  options?.title === undefined ? dataset : { ...dataset, title: options.title };
