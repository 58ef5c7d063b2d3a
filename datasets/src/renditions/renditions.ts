import { ClipscopeError, type OnProgress, type RgbImage, throwIfCancelled } from "@clipscope/types";
import { readFrom } from "#renditions";

/** A thing that emoji draw: what an image of the dataset is an image of. */
export interface Concept {
  /** Code points in hexadecimal, "1F600". */
  id: string;
  /** The CLDR short name, "grinning face". */
  name: string;
  /** CLDR's and emojibase's keywords. */
  keywords: string[];
  /** Key of the CLDR group, "smileys-emotion". */
  group: string;
  /** Key of the CLDR subgroup, "face-smiling". */
  subgroup: string;
}

/** One drawing style, its origin and what it may be used for. */
export interface RenditionInfo {
  id: string;
  title: string;
  /** A few words on how the drawings look. */
  style: string;
  author: string;
  authorUrl?: string;
  license: { spdx: string; title: string; url: string };
  packageName: string;
  version: string;
  use: "pre-training" | "validation" | "evaluation";
  /** How many images it has, at most one a concept. */
  count: number;
  /** The color under transparent parts, "#ffffff". */
  background: string;
  /**
   * Of a rendition that is not for evaluation, the concepts (indices, ascending) whose drawing nearly equals the one of an
   * evaluation rendition; not to be trained on. Empty for evaluation renditions.
   */
  nearDuplicates: number[];
}

/** The images of one rendition, in memory. */
export interface RenditionImages {
  info: RenditionInfo;
  /** Pixels on a side. */
  size: number;
  /** Image to index into `Renditions.concepts`, ascending. */
  concepts: Int32Array;
  /** RGB, `[images, size, size, 3]`. */
  pixels: Uint8Array;
  /** A view of one image's pixels, not a copy. */
  image(index: number): RgbImage;
}

/** The prepared dataset: the concepts, the renditions, and a way to read one rendition's images. */
export interface Renditions {
  /** Pixels on a side of every image. */
  size: 64;
  concepts: Concept[];
  renditions: RenditionInfo[];
  /**
   * Reads one rendition's images (about 20 MB for a full one).
   * Throws `bad-argument` for an unknown id, `not-found` and `bad-image` for a missing or damaged pack.
   */
  load(id: string, options?: { onProgress?: OnProgress; signal?: AbortSignal }): Promise<RenditionImages>;
}

/** What `index.json` beside the packs holds. */
export interface RenditionsIndex {
  format: number;
  size: 64;
  concepts: Concept[];
  renditions: (RenditionInfo & { concepts: number[]; sha256: string })[];
}

/** Raised when the layout of the packs or what is drawn in them changes; part of the cache key. */
export const packFormat = 2;

const prepareHint = "Prepare the built-in data with `node datasets/dist/renditions/prepare-cli.js`.";

/**
 * Opens prepared packs: a folder in Node (`await defaultPacksFolder()`), or a URL in both worlds.
 * Throws `not-found` if there are none there, `bad-argument` if another version of the code made them.
 */
export async function openRenditions(source: string): Promise<Renditions> {
  return renditionsOf(await readIndex(source), source);
}

/** What the packs at `source` hold. Throws as `openRenditions`. */
export async function readIndex(source: string): Promise<RenditionsIndex> {
  const bytes = await readFrom(source, "index.json");
  if (!bytes) throw new ClipscopeError("not-found", `There is no index.json in ${source}. ${prepareHint}`);
  return parseIndex(bytes, source);
}

/** The dataset that an index describes, its packs read from `source`. */
export function renditionsOf(index: RenditionsIndex, source: string): Renditions {
  const { size, concepts } = index;
  const renditions = index.renditions.map(({ concepts: _, sha256: __, ...info }) => info);
  return {
    size,
    concepts,
    renditions,
    async load(id, options = {}) {
      const row = index.renditions.findIndex((entry) => entry.id === id);
      if (row < 0) {
        const known = renditions.map((info) => info.id).join(", ");
        throw new ClipscopeError("bad-argument", `There is no rendition "${id}". There are: ${known}.`);
      }
      const entry = index.renditions[row];
      const pixels = await readPack(source, entry, size, options);
      const pixelsPerImage = size * size * 3;
      return {
        info: renditions[row],
        size,
        concepts: Int32Array.from(entry.concepts),
        pixels,
        image: (i) => {
          if (!(i >= 0 && i < entry.count)) {
            throw new ClipscopeError(
              "bad-argument",
              `${id} has ${entry.count} images; there is no image ${i}.`,
            );
          }
          const data = pixels.subarray(i * pixelsPerImage, (i + 1) * pixelsPerImage);
          return { width: size, height: size, data };
        },
      };
    },
  };
}

function parseIndex(bytes: Uint8Array, source: string): RenditionsIndex {
  let index: RenditionsIndex;
  try {
    index = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ClipscopeError("not-found", `${source}/index.json is not JSON. ${prepareHint}`, { cause });
  }
  if (index.format !== packFormat) {
    throw new ClipscopeError(
      "bad-argument",
      `The packs in ${source} have format ${index.format}, this code reads ${packFormat}. ${prepareHint}`,
    );
  }
  return index;
}

async function readPack(
  source: string,
  entry: RenditionsIndex["renditions"][number],
  size: number,
  { onProgress, signal }: { onProgress?: OnProgress; signal?: AbortSignal },
): Promise<Uint8Array> {
  const name = `${entry.id}.rgb.gz`;
  const what = `Reading ${name}`;
  throwIfCancelled(signal, what);
  const packed = await readFrom(source, name);
  if (!packed) throw new ClipscopeError("not-found", `There is no ${name} in ${source}. ${prepareHint}`);
  const total = entry.count * size * size * 3;
  const pixels = new Uint8Array(total);
  let done = 0;
  try {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    for (const reader = stream.getReader(); ; ) {
      throwIfCancelled(signal, what);
      const { value, done: ended } = await reader.read();
      if (ended) break;
      if (done + value.length <= total) pixels.set(value, done);
      done += value.length;
      onProgress?.({ stage: `reading ${entry.title}`, done: Math.min(done, total), total });
    }
  } catch (cause) {
    if (cause instanceof ClipscopeError) throw cause;
    throw damaged(name, source, "it is not a complete gzip file", cause);
  }
  if (done !== total) throw damaged(name, source, `it holds ${done} bytes, expected ${total}`);
  const sha256 = await digest(pixels);
  if (sha256 && sha256 !== entry.sha256)
    throw damaged(name, source, "its checksum is not the one in index.json");
  return pixels;
}

const damaged = (name: string, source: string, why: string, cause?: unknown) =>
  new ClipscopeError(
    "bad-image",
    `${name} in ${source} is damaged: ${why}. Delete it, then prepare again: \`node datasets/dist/renditions/prepare-cli.js\`.`,
    { cause },
  );

/** Undefined where a page has no `crypto.subtle` (plain http, not localhost); gzip's own CRC still holds there. */
async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  const hash = await globalThis.crypto?.subtle?.digest("SHA-256", bytes);
  return hash && Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
