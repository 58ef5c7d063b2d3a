import type { LoadOptions } from "@clipscope/core";
import { openRenditionsDataset } from "@clipscope/datasets/renditions";
import { openShapes, type ShapesKind } from "@clipscope/datasets/shapes";
import { storyExtensions, supervisedAt } from "@clipscope/mini/story";
import {
  browserCache,
  cachedVectorStore,
  type Inside,
  localCompute,
  publishedShifts,
  serveCompute,
} from "@clipscope/study";
import wasmPlain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import wasmSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import wasmThreaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { keptCurves } from "./kept-curves.js";
import { labelsMethods } from "./labels.js";
import { lookInside } from "./look.js";

/** URL of a folder beside the notebooks; a worker's own address is one folder below them. */
const beside = (path: string) => new URL(`../../${path}`, self.location.href).href;
const packs = beside("data/renditions");
const mini = { kind: "builtin", id: "mini" } as const;

const load: LoadOptions = {
  engine: "tfjs",
  wasmPaths: {
    "tfjs-backend-wasm.wasm": wasmPlain,
    "tfjs-backend-wasm-simd.wasm": wasmSimd,
    "tfjs-backend-wasm-threaded-simd.wasm": wasmThreaded,
  },
};

// The explorer's cache too: what one of them has embedded, the other reads.
const cache = browserCache();
const store = cachedVectorStore(cache);

function extensions(inside: Inside) {
  const supervised = () => supervisedAt(beside("models/supervised"));
  const story = storyExtensions({
    packs,
    supervised,
    withModel: (call, work) => inside.withEncoder(mini, call, work),
    load: load as { wasmPaths?: Record<string, string> },
    store,
    cache,
  });
  return {
    ...story,
    ...keptCurves({ inside, story, supervised, packs, cache }),
    "published-shifts": (_: unknown, { signal }: { signal?: AbortSignal }) =>
      publishedShifts({ ...(signal && { signal }) }),
    ...labelsMethods({ inside, packs, cache, store }),
    ...lookInside(inside, packs, store),
  };
}

serveCompute(
  localCompute({
    builtins: {
      data: {
        renditions: (parts, how) =>
          openRenditionsDataset(packs, { ...(parts && { renditions: parts }), ...how }),
        shapes: (parts) => openShapes(parts ? { kind: parts[0] as ShapesKind } : {}),
      },
      models: { mini: beside("models/mini") },
    },
    load,
    cache,
    store,
    extensions,
  }),
);
