import { type LoadOptions, wasmThreads } from "@clipscope/core";
import type { TextCache } from "@clipscope/toolkit";
import { ClipscopeError, throwIfCancelled } from "@clipscope/types";
import type { ModelRef } from "../../document/document.js";
import { DescribedEncoder } from "../../encoder/described-encoder.js";
import type { Encoder } from "../../encoder/encoder.js";
import type { ModelSource } from "../../encoder/model-source.js";
import { openEncoder } from "../../encoder/open-encoder.js";
import { KeptTexts, openTexts } from "../cache/kept-texts.js";
import type { CallHow, OpenedModel, ProvidedFile } from "../compute.js";
import type { LocalComputeOptions } from "./options.js";
import type { ProvidedFiles } from "./provided.js";
import { Recent } from "./recent.js";
import { SharedRuns } from "./shared-runs.js";
import { hasFiles } from "./surroundings.js";

/** Number of models kept loaded: the study's, the second one, and the previous one for undo. */
const KEPT = 3;

/** A loaded model with its text embeddings and notices. */
export interface OpenEncoder {
  encoder: Encoder;
  texts: TextCache;
  notices: readonly string[];
}

interface Opening extends Pick<CallHow, "signal" | "onProgress"> {
  /** Whether a description of the model is enough until something must be computed with it. Default: it is loaded. */
  described?: boolean;
}

interface Held extends OpenEncoder {
  texts: TextCache | KeptTexts;
  users: number;
  isDropped: boolean;
}

/** Models by reference, each loaded once. Several can be open at once. */
export class OpenEncoders {
  readonly #open = new Recent<Held>(KEPT, (held) => {
    held.isDropped = true;
    if (held.users === 0) held.encoder.dispose();
  });
  readonly #texts = new Map<string, TextCache>();
  readonly #runs = new SharedRuns();

  constructor(
    readonly options: Pick<LocalComputeOptions, "builtins" | "load" | "store">,
    readonly provided: ProvidedFiles,
  ) {}

  /**
   * Calls `work` with a loaded model, which is not disposed before `work` ends. Throws the errors of `openEncoder`,
   * `not-found` for files that were not provided, and `cancelled`.
   */
  async use<T>(ref: ModelRef, how: Opening, work: (open: OpenEncoder) => Promise<T>): Promise<T> {
    const held = await this.#hold(ref, how);
    held.users++;
    try {
      if (!how.described) await held.encoder.load();
      return await work(held);
    } finally {
      held.users--;
      if (held.isDropped && held.users === 0) held.encoder.dispose();
      if (held.texts instanceof KeptTexts) void held.texts.save(); // never rejects
    }
  }

  /** Forgets the text embeddings of all models, or of the one with this hash. */
  forgetTexts(hash?: string): void {
    for (const [key, texts] of this.#texts) if (key.startsWith(hash ?? "")) texts.clear();
  }

  stop(): void {
    this.#runs.stop();
    this.#open.forget();
  }

  async #hold(ref: ModelRef, how: Opening): Promise<Held> {
    throwIfCancelled(how.signal, "Opening the model");
    const { hash: _, ...rest } = ref;
    const version = rest.kind === "files" ? this.provided.version(rest.name) : 0;
    const key = JSON.stringify([rest, version]);
    const known = this.#open.get(key);
    if (known) return known;
    return this.#runs.get(
      key,
      "Opening the model",
      async ({ signal, onProgress }) => {
        const notices: string[] = [];
        const encoder = await this.#openNow(ref, {
          onNotice: (notice) => notices.push(notice),
          onProgress,
          signal,
        });
        const held = { encoder, notices, texts: await this.#textsOf(encoder), users: 0, isDropped: false };
        this.#open.set(key, held);
        return held;
      },
      how,
    );
  }

  /** Text embeddings; persistent for a model with a content hash, and lost with the loaded model otherwise. */
  async #textsOf({ id: { hash, dtype } }: Encoder): Promise<TextCache> {
    if (hash === undefined) return new Map();
    const key = `${hash} ${dtype}`;
    const known = this.#texts.get(key);
    if (known) return known;
    const texts = this.options.store
      ? await openTexts(this.options.store, { model: hash, dtype })
      : new Map();
    this.#texts.set(key, texts);
    return texts;
  }

  async #openNow(
    ref: ModelRef,
    how: Pick<LoadOptions, "onNotice" | "onProgress" | "signal">,
  ): Promise<Encoder> {
    const { builtins, load } = this.options;
    const open = (options: LoadOptions) =>
      openEncoder(this.#sourceOf(ref), { ...load, builtins: builtins?.models ?? {}, ...options });
    const description = ref.kind === "builtin" ? await builtins?.descriptions?.[ref.id]?.() : undefined;
    if (!description) return open(how);
    const { engine, backend, dtype } = description.id;
    // The same arithmetic as that of the existing embeddings. Several requests may wait for it, so none cancels it.
    const same = { engine, backend, dtype, onNotice: how.onNotice } as LoadOptions;
    return new DescribedEncoder(
      description,
      () =>
        open(same).catch((error: ClipscopeError) => {
          if (error.code !== "unknown-backend") throw error;
          return open({ ...(how.onNotice && { onNotice: how.onNotice }) });
        }),
      backend === "wasm" ? wasmThreads() : undefined,
    );
  }

  #sourceOf(ref: ModelRef): ModelSource {
    if (ref.kind === "path" && !hasFiles) {
      throw new ClipscopeError(
        "not-supported",
        `The model is at the path ${ref.path}, and a page can't read paths: choose its folder or file here.`,
      );
    }
    if (ref.kind !== "files") return ref;
    return { kind: "files", files: this.provided.get(ref.name, "the model").map(toFile) };
  }
}

/** A file with its path in the folder, which is lost when a `File` is sent to a worker. */
function toFile({ path, file }: ProvidedFile): File {
  const named = new File([file], path.slice(path.lastIndexOf("/") + 1));
  return Object.defineProperty(named, "webkitRelativePath", { value: path });
}

/** Description of a model, as sent to a page. */
export function describeModel({ encoder, notices }: OpenEncoder): OpenedModel {
  const { id, width, logitScale, logitBias, contextLength, parameters, imageSize, threads } = encoder;
  return {
    ...{ id, width, logitScale, contextLength, parameters, imageSize, notices },
    ...(logitBias !== undefined && { logitBias }),
    ...(threads !== undefined && { threads }),
  };
}
