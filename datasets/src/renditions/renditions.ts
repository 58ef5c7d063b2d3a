import { ClipscopeError, type OnProgress, type RgbImage, sha256, throwIfCancelled } from "@clipscope/types";
import { readFrom } from "#renditions";

/** A thing depicted by emoji: the content label of an image. */
export interface Concept {
  /** Code points in hexadecimal, such as "1F600". */
  id: string;
  /** CLDR short name, such as "grinning face". */
  name: string;
  /** CLDR's and emojibase's keywords. */
  keywords: string[];
  /** Key of the CLDR group, such as "smileys-emotion". */
  group: string;
  /** Key of the CLDR subgroup, such as "face-smiling". */
  subgroup: string;
}

/** A drawing style, its origin and its permitted uses. */
export interface RenditionInfo {
  id: string;
  title: string;
  /** A few words describing the style. */
  style: string;
  author: string;
  authorUrl?: string;
  license: { spdx: string; title: string; url: string };
  packageName: string;
  version: string;
  use: "pre-training" | "validation" | "evaluation";
  /** Number of images, at most one per concept. */
  count: number;
  /** Color behind transparent parts, such as "#ffffff". */
  background: string;
  /**
   * For a non-evaluation rendition, the concepts (ascending indices) whose drawing nearly equals that of an
   * evaluation rendition; these must not be trained on. Empty for evaluation renditions.
   */
  nearDuplicates: number[];
}

/** The images of one rendition, in memory. */
export interface RenditionImages {
  info: RenditionInfo;
  /** Pixels per side. */
  size: number;
  /** Image → index into `Renditions.concepts`, ascending. */
  concepts: Int32Array;
  /** RGB, `[images, size, size, 3]`. */
  pixels: Uint8Array;
  /** A view of one image's pixels, not a copy. */
  image(index: number): RgbImage;
}

/** The prepared dataset: the concepts, the renditions, and a loader for each rendition's images. */
export interface Renditions {
  /** Pixels per side of every image. */
  size: 64;
  concepts: Concept[];
  renditions: RenditionInfo[];
  /**
   * Reads one rendition's images (about 20 MB for a full one).
   * Throws `bad-argument` for an unknown id, `not-found` and `bad-image` for a missing or damaged pack.
   */
  load(id: string, options?: { onProgress?: OnProgress; signal?: AbortSignal }): Promise<RenditionImages>;
}

/** The contents of `index.json` next to the packs. */
export interface RenditionsIndex {
  format: number;
  size: 64;
  concepts: Concept[];
  renditions: (RenditionInfo & { concepts: number[]; sha256: string })[];
}

/** Version of the pack format; raised when the layout or the drawings change. Part of the cache key. */
export const packFormat = 2;

const prepareHint = "Prepare the built-in data with `node datasets/dist/renditions/prepare-cli.js`.";

/**
 * Opens prepared packs from a folder (Node only, such as `await defaultPacksFolder()`) or a URL. Throws
 * `not-found` if there are none, and `bad-argument` if they were made by another version of the code.
 */
export async function openRenditions(source: string): Promise<Renditions> {
  return renditionsOf(await readIndex(source), source);
}

/** Reads the index of the packs at `source`. Throws the errors of `openRenditions`. */
export async function readIndex(source: string): Promise<RenditionsIndex> {
  const bytes = await readFrom(source, "index.json");
  if (!bytes) throw new ClipscopeError("not-found", `There is no index.json in ${source}. ${prepareHint}`);
  return parseIndex(bytes, source);
}

/** The dataset described by an index, with packs read from `source`. */
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
        throw new ClipscopeError("bad-argument", `Unknown rendition "${id}". The renditions are: ${known}.`);
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
              `${id} has ${entry.count} images; image ${i} is out of range.`,
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
      `The packs in ${source} have format ${index.format}, but this version reads format ${packFormat}. ${prepareHint}`,
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
  if ((await sha256(pixels)) !== entry.sha256)
    throw damaged(name, source, "its checksum is not the one in index.json");
  return pixels;
}

const damaged = (name: string, source: string, why: string, cause?: unknown) =>
  new ClipscopeError(
    "bad-image",
    `${name} in ${source} is damaged: ${why}. Delete it, then prepare again: \`node datasets/dist/renditions/prepare-cli.js\`.`,
    { cause },
  );
