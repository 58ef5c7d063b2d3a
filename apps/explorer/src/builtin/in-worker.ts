import type { LoadOptions } from "@clipscope/core";
import { openRenditions, openRenditionsDataset } from "@clipscope/datasets/renditions";
import { preparedDescription, storyExtensions, supervisedAt } from "@clipscope/mini/story";
import {
  type Cache,
  type CallHow,
  givenResults,
  type Inside,
  publishedShifts,
  type VectorStore,
} from "@clipscope/study";
import wasmPlain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import wasmSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import wasmThreaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";

/** URL of a folder next to the page; a worker's own address is in the page's folder for assets. */
const beside = (path: string) => new URL(`../${path}`, self.location.href).href;
const packs = beside("data/renditions");

export const load: LoadOptions = {
  wasmPaths: {
    "tfjs-backend-wasm.wasm": wasmPlain,
    "tfjs-backend-wasm-simd.wasm": wasmSimd,
    "tfjs-backend-wasm-threaded-simd.wasm": wasmThreaded,
  },
};

/** What was computed in advance. */
export const given = givenResults(async () => {
  const response = await fetch(beside("data/prepared/study.pack"));
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
});

export const builtins = {
  data: {
    renditions: (parts: readonly string[] | undefined, how: { signal?: AbortSignal }) =>
      openRenditionsDataset(packs, { ...(parts && { renditions: parts }), ...how }),
  },
  models: { mini: beside("models/mini") },
  descriptions: { mini: () => preparedDescription(given) },
};

/** A part of the built-in data, for its list. */
export interface BuiltinPart {
  id: string;
  title: string;
  /** A few words about how it is drawn. */
  style: string;
  /** How it was used to train the built-in model. */
  use: "pre-training" | "validation" | "evaluation";
  count: number;
  credit: string;
}

/** The explorer's extensions of `Compute`: the parts of the built-in data, and the built-in study. */
export const extensions = (cache: Cache, store: VectorStore) => (inside: Inside) => ({
  ...storyExtensions({
    packs,
    supervised: () => supervisedAt(beside("models/supervised")),
    withModel: (call, work) => inside.withEncoder({ kind: "builtin", id: "mini" }, call, work),
    load: load as { wasmPaths?: Record<string, string> },
    store,
    cache,
  }),
  "published-shifts": (_: unknown, { signal }: CallHow<unknown>) =>
    publishedShifts({ ...(signal && { signal }) }),
  parts: async (): Promise<BuiltinPart[]> => {
    const { renditions } = await openRenditions(packs);
    return renditions.map(({ id, title, style, use, count, author, license }) => ({
      id,
      title,
      style,
      use,
      count,
      credit: `${author}, ${license.title}`,
    }));
  },
});
