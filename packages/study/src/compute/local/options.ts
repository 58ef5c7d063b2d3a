import type { LoadOptions } from "@clipscope/core";
import type { Dataset } from "@clipscope/datasets";
import type { ModelRef } from "../../document/document.js";
import type { VectorStore } from "../../embed/vector-store.js";
import type { Encoder } from "../../encoder/encoder.js";
import type { Builtins } from "../../encoder/model-source.js";
import type { MapHow } from "../../evaluate/map.js";
import type { Cache } from "../cache.js";
import type { CallHow } from "../compute.js";

/** Opens a dataset that comes with the program; `parts` are those chosen, or undefined for its own choice. */
export type OpenBuiltin = (
  parts: readonly string[] | undefined,
  how: Pick<CallHow, "signal" | "onProgress">,
) => Promise<Dataset>;

/** A method of the program's own, called by name through `Compute.extension`. */
export type Extension = (argument: unknown, call: CallHow<unknown>) => Promise<unknown>;

/** What the program's own methods may use. */
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
  builtins?: { data?: Readonly<Record<string, OpenBuiltin>>; models?: Builtins };
  /** Where vectors and text embeddings are kept from visit to visit; `usage` tells of it. */
  cache?: Cache;
  /**
   * Where vectors and text embeddings are kept instead. Default: in chunks in `cache`; without one, in memory
   * for as long as the data and the model are open.
   */
  store?: VectorStore | undefined;
  /** Makes the program's own methods, by name. */
  extensions?: (inside: Inside) => Readonly<Record<string, Extension>>;
  /** Options for loading models: engine, backend, dtype, hub. */
  load?: Omit<LoadOptions, "onProgress" | "signal" | "onNotice">;
  /** Workers of maps, for bundlers that need to be told how to start them. */
  umap?: Pick<MapHow, "createWorker" | "workers">;
}
