import type { LoadOptions } from "@clipscope/core";
import { openRenditionsDataset } from "@clipscope/datasets/renditions";
import { openShapes, type ShapesKind } from "@clipscope/datasets/shapes";
import { type Supervised, storyExtensions } from "@clipscope/mini/story";
import {
  type Cache,
  type Compute,
  cachedVectorStore,
  type Inside,
  localCompute,
  publishedShifts,
  type VectorStore,
} from "@clipscope/study";
import { failsMethods } from "./fails/methods.js";
import { keptCurves } from "./kept-curves.js";
import { labelsMethods } from "./labels.js";
import { lookInside } from "./look.js";
import { umapVectors } from "./umap/vectors.js";

/** Where the program that computes for the lessons has their data and models, and keeps what it has computed. */
export interface LessonPlace {
  /** Folder of the prepared drawings, or its URL. */
  packs: string;
  /** Folder of the built-in model, or its URL. */
  model: string;
  supervised(): Promise<Supervised>;
  /** Reads the file of drawings that are made when the lessons are built. */
  drawn(): Promise<Uint8Array<ArrayBuffer>>;
  load: LoadOptions;
  cache: Cache;
}

/** The lessons' own methods by name, for `ask`. */
export type LessonMethods = ReturnType<typeof methodsOf>;

function methodsOf(
  { packs, supervised, drawn, load, cache }: LessonPlace,
  inside: Inside,
  store: VectorStore,
) {
  const story = storyExtensions({
    packs,
    supervised,
    withModel: (call, work) => inside.withEncoder({ kind: "builtin", id: "mini" }, call, work),
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
    ...failsMethods({ inside, packs, drawn, cache, store }),
    ...lookInside(inside, packs, store),
    ...umapVectors(inside, packs, store),
  };
}

/** Everything that the lessons compute: studies, and the lessons' own methods. */
export function localLessonCompute(place: LessonPlace): Compute {
  const { packs, model, load, cache } = place;
  const store = cachedVectorStore(cache);
  return localCompute({
    builtins: {
      data: {
        renditions: (parts, how) =>
          openRenditionsDataset(packs, { ...(parts && { renditions: parts }), ...how }),
        shapes: (parts) => openShapes(parts ? { kind: parts[0] as ShapesKind } : {}),
      },
      models: { mini: model },
    },
    load,
    cache,
    store,
    extensions: (inside) => methodsOf(place, inside, store),
  });
}
