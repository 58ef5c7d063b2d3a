import type { LoadOptions } from "@clipscope/core";
import type { Dataset } from "@clipscope/datasets";
import type { ModelRef } from "../../document/document.js";
import type { VectorStore } from "../../embed/vector-store.js";
import type { ModelDescription } from "../../encoder/described-encoder.js";
import type { Encoder } from "../../encoder/encoder.js";
import type { Builtins } from "../../encoder/model-source.js";
import type { MapHow } from "../../evaluate/map.js";
import type { Cache } from "../cache.js";
import type { CallHow } from "../compute.js";

/** Opens a dataset that comes with the program. `parts`: the chosen parts; undefined for the default choice. */
export type OpenBuiltin = (
  parts: readonly string[] | undefined,
  how: Pick<CallHow, "signal" | "onProgress">,
) => Promise<Dataset>;

/** A method added by the program, called by name through `Compute.extension`. */
export type Extension = (argument: unknown, call: CallHow<unknown>) => Promise<unknown>;

/** What a program's extensions may use. */
export interface Inside {
  /** Calls `work` with a model that is loaded once and shared with all requests. */
  withEncoder<T>(
    model: ModelRef,
    how: Pick<CallHow, "signal" | "onProgress">,
    work: (encoder: Encoder) => Promise<T>,
  ): Promise<T>;
}

export interface LocalComputeOptions {
  /** Data and models that come with the program, by the id of their reference. */
  builtins?: {
    data?: Readonly<Record<string, OpenBuiltin>>;
    models?: Builtins;
    /**
     * Reads the descriptions of models whose embeddings are in `cache` already; undefined if there is none. Such a
     * model is loaded only when something else must be computed with it.
     */
    descriptions?: Readonly<Record<string, () => Promise<ModelDescription | undefined>>>;
  };
  /** Where vectors and text embeddings are kept between visits; `usage` reports on it. */
  cache?: Cache;
  /**
   * Where vectors and text embeddings are stored. Default: in chunks in `cache`, or, without a cache, in memory
   * while the data and the model are open.
   */
  store?: VectorStore | undefined;
  /** Creates the program's extensions, by name. */
  extensions?: (inside: Inside) => Readonly<Record<string, Extension>>;
  /** Options for loading models: engine, backend, dtype, hub. */
  load?: Omit<LoadOptions, "onProgress" | "signal" | "onNotice">;
  /** How to start the workers of the map layout, for bundlers that need explicit worker URLs. */
  umap?: Pick<MapHow, "createWorker" | "workers">;
}
