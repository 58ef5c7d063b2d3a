import { openRenditionsDataset } from "@clipscope/datasets/renditions";
import {
  type CallHow,
  type Encoder,
  embedDataset,
  type Inside,
  modelInput,
  type VectorStore,
} from "@clipscope/study";
import { ClipscopeError, type ImageInput } from "@clipscope/types";
import { type DrawingsRequest, drawingsIn } from "./drawings.js";

/** An image as the model sees it, and the vector that the model makes of it. */
export interface SeenImage {
  name: string;
  /** Pixels of the model's input, RGBA: `[side, side, 4]`. */
  pixels: Uint8ClampedArray;
  side: number;
  /** `[width]`, of norm 1. */
  vector: Float32Array;
}

/** A text as the model reads it, and the vector that the model makes of it. */
export interface ReadText {
  text: string;
  tokens: readonly string[];
  ids: readonly number[];
  fits: boolean;
  /** `[width]`, of norm 1. */
  vector: Float32Array;
}

/** What the model does between its inputs and a probability. */
export interface ModelFacts {
  name: string;
  hash?: string;
  /** Width of the space that images and texts share. */
  width: number;
  logitScale: number;
  logitBias?: number;
  /** Side of a patch in pixels; 0 if the image tower has no patches. */
  patch: number;
  contextLength: number;
}

/** An image to look at: a file, pixels, or a built-in drawing by its key, such as "twemoji/1f427". */
export type LookedAt = Blob | { key: string };

/** The lessons' extensions of `Compute`: single images and texts with all that the model makes of them. */
export const lookInside = (inside: Inside, packs: string, store: VectorStore) => {
  const model = { kind: "builtin", id: "mini" } as const;
  return {
    "lesson/drawings": (argument: unknown) => drawingsIn(packs, argument as DrawingsRequest),
    "lesson/model": (_: unknown, call: CallHow<unknown>) =>
      inside.withEncoder(model, call, async (own) => factsOf(own)),
    "lesson/images": (argument: unknown, call: CallHow<unknown>) =>
      inside.withEncoder(model, call, (encoder) =>
        seeImages(encoder, (argument as { images: readonly LookedAt[] }).images, { packs, store }),
      ),
    "lesson/texts": (argument: unknown, call: CallHow<unknown>) =>
      inside.withEncoder(model, call, (encoder) =>
        readTexts(encoder, (argument as { texts: readonly string[] }).texts),
      ),
  };
};

export function factsOf(encoder: Encoder): ModelFacts {
  const { id, width, logitScale, logitBias, contextLength, clip } = encoder;
  const vision = clip?.config.vision;
  return {
    name: id.name,
    ...(id.hash && { hash: id.hash }),
    width,
    logitScale,
    ...(logitBias !== undefined && { logitBias }),
    patch: vision && "patchSize" in vision ? vision.patchSize : 0,
    contextLength,
  };
}

/** Embeds images; built-in drawings are looked up in the store first. Throws the first error of an unreadable image. */
export async function seeImages(
  encoder: Encoder,
  images: readonly LookedAt[],
  { packs, store }: { packs: string; store?: VectorStore },
): Promise<SeenImage[]> {
  const keys = images.flatMap((image) => ("key" in image ? [image.key] : []));
  const drawn = await drawings(encoder, keys, packs, store);
  const seen: SeenImage[] = [];
  for (const image of images) {
    const known = "key" in image ? drawn.get(image.key) : undefined;
    const [input, name] = known ? [known.input, known.name] : [image as Blob, nameOf(image as Blob)];
    const vector = known?.vector ?? (await embedOne(encoder, input));
    seen.push({ name, ...(await modelInput(encoder, input)), vector });
  }
  return seen;
}

async function drawings(encoder: Encoder, keys: readonly string[], packs: string, store?: VectorStore) {
  const found = new Map<string, { name: string; input: ImageInput; vector: Float32Array }>();
  if (keys.length === 0) return found;
  const renditions = [...new Set(keys.map((key) => key.split("/")[0]))];
  const dataset = await openRenditionsDataset(packs, { renditions });
  const rowOf = new Map(Array.from({ length: dataset.rows }, (_, row) => [dataset.keys.at(row), row]));
  const rows = keys.map((key) => {
    const row = rowOf.get(key);
    if (row === undefined) throw new ClipscopeError("not-found", `There is no built-in drawing "${key}".`);
    return row;
  });
  const sorted = Int32Array.from(new Set(rows)).sort();
  const {
    embeddings,
    rows: embedded,
    failures,
  } = await embedDataset(dataset, encoder, {
    rows: sorted,
    ...(store && { store }),
  });
  if (failures.length > 0) throw new ClipscopeError(failures[0].code, failures[0].message);
  const concept = dataset.columns.get("concept");
  for (const [i, row] of rows.entries()) {
    const at = embedded.indexOf(row);
    const code = concept?.kind === "category" ? concept.values[concept.codes[row]] : keys[i];
    found.set(keys[i], {
      name: code,
      input: (await dataset.images?.read(row)) as ImageInput,
      vector: embeddings.data.slice(at * embeddings.cols, (at + 1) * embeddings.cols),
    });
  }
  return found;
}

async function embedOne(encoder: Encoder, input: ImageInput): Promise<Float32Array> {
  for await (const { data, failures } of encoder.embedImages([input])) {
    if (failures.length > 0) throw failures[0].error;
    return data.slice();
  }
  throw new ClipscopeError("bad-image", "There is no image.");
}

export async function readTexts(encoder: Encoder, texts: readonly string[]): Promise<ReadText[]> {
  if (texts.length === 0) return [];
  const { data, cols } = await encoder.embedTexts(texts, { truncate: "end" });
  return texts.map((text, i) => ({
    text,
    ...encoder.tokens(text),
    vector: data.slice(i * cols, (i + 1) * cols),
  }));
}

const nameOf = (image: Blob): string =>
  ("name" in image && typeof image.name === "string" && image.name) || "your picture";
