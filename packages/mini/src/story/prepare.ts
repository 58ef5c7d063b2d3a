import type { CheckpointSource } from "@clipscope/core";
import { openRenditionsDataset } from "@clipscope/datasets/renditions";
import {
  cachedVectorStore,
  createStudy,
  decodePack,
  describeEncoder,
  encodePack,
  type GivenResults,
  localCompute,
  type ModelDescription,
  memoryCache,
  openTexts,
} from "@clipscope/study";
import { ClipscopeError, type OnProgress } from "@clipscope/types";
import { defaultStudy } from "./default-study.js";

/** Where the description of the built-in model is, in a pack of `prepareStudy`. */
const DESCRIPTION = "models/mini";

export interface PrepareOptions {
  /** Folder of the prepared drawings. */
  packs: string;
  /** The built-in model's checkpoint. */
  model: CheckpointSource;
  /** An earlier pack, made by the same model code: its embeddings are reused, not computed. */
  earlier?: Uint8Array;
  onProgress?: OnProgress;
}

/**
 * Computes in advance what the explorer shows first: the default study on all concepts and on its sample. The study is
 * opened and computed in the usual way, by the engine of pages without a GPU, so that a page that reads the results has
 * the numbers that it would compute itself. Returns a pack for `givenResults`.
 */
export async function prepareStudy({
  packs,
  model,
  earlier,
  onProgress,
}: PrepareOptions): Promise<Uint8Array> {
  const cache = memoryCache();
  for (const [key, bytes] of earlier ? decodePack(earlier) : []) {
    if (key.startsWith("vectors/")) await cache.write(key, bytes);
  }
  const store = cachedVectorStore(cache);
  const compute = localCompute({
    ...{ cache, store },
    builtins: {
      data: {
        renditions: (parts, how) =>
          openRenditionsDataset(packs, { ...how, ...(parts && { renditions: parts }) }),
      },
      models: { mini: model },
    },
    load: { engine: "onnx", backend: "wasm" },
    extensions: ({ withEncoder }) => ({
      describe: (_, call) => withEncoder(whole.model, call, async (encoder) => describeEncoder(encoder)),
    }),
  });
  const { sample: _, ...whole } = defaultStudy();
  try {
    let texts = 0;
    for (const document of [whole, defaultStudy()]) {
      const study = createStudy(document, { compute: { ...compute, dispose() {} } });
      const jobs = study.jobs.running;
      const stop = onProgress && jobs.subscribe((running) => running.slice(-1).forEach(onProgress));
      const [scores] = await Promise.all([study.scores().done, study.map().done]);
      texts = Math.max(texts, scores.classes.length);
      stop?.();
      study.dispose();
    }
    const description = await compute.extension<ModelDescription>({ name: "describe", argument: {} });
    const { hash, dtype } = description.id;
    await kept(() => openTexts(store, { model: hash, dtype }), texts);
    const keys = await cache.keys("");
    const entries = await Promise.all(
      keys.map(async (key) => [key, (await cache.read(key)) as Uint8Array] as const),
    );
    const about = new TextEncoder().encode(JSON.stringify(description));
    return encodePack([...entries, [DESCRIPTION, about]]);
  } finally {
    compute.dispose();
  }
}

/** Waits for text embeddings, which are stored after the results that they are for. */
async function kept(open: () => Promise<{ size: number }>, expected: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if ((await open()).size >= expected) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new ClipscopeError("internal", `The embeddings of ${expected} texts were computed, but not stored.`);
}

/** The description of the built-in model in the results that come with a program; undefined if it is not there. */
export async function preparedDescription(given: GivenResults): Promise<ModelDescription | undefined> {
  await given.open();
  const bytes = given.get(DESCRIPTION);
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as ModelDescription);
}
