import { decodeImage, decodingFor, type PreprocessConfig, preprocessImage } from "@clipscope/core";
import { asCategory, type Dataset } from "@clipscope/datasets";
import { fillTemplates } from "@clipscope/toolkit";
import {
  ClipscopeError,
  type OnProgress,
  seededRandom,
  shuffledIndices,
  throwIfCancelled,
} from "@clipscope/types";
import { splitNamed } from "../evaluate/splits.js";
import type { Settings } from "./settings.js";

/** Images and their texts, ready to be learned from. */
export interface Pairs {
  /** Row of the dataset of each pair, `[pairs]`. */
  rows: Int32Array;
  /** `[pairs, 3, size, size]`, normalized. */
  pixels: Float32Array;
  /** Texts of each pair, at least one. */
  captions: readonly (readonly string[])[];
  /** Label value of each pair, -1 for none; absent without labels. */
  labels?: { of: Int32Array; names: readonly string[] };
  /** Indices of pairs. */
  train: Int32Array;
  heldOut: Int32Array;
  notes: readonly string[];
}

/** Numbers that fit in memory comfortably: 1 GB of pixels. */
const MOST = 2 ** 28;

/**
 * Reads the pairs of a dataset, or of some of its rows. Rows without a text, or with an image that can't be read, are
 * left out. Throws `bad-argument` without images or texts and for more images than fit in memory, and `cancelled`.
 */
export async function readPairs(
  dataset: Dataset,
  rows: Int32Array | undefined,
  { templates, seed, model: { imageSize } }: Settings,
  preprocess: PreprocessConfig,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: OnProgress },
): Promise<Pairs> {
  const { images, title } = dataset;
  if (!images) {
    throw new ClipscopeError("bad-argument", `${title} has no images: training needs images and texts.`);
  }
  const captionsOf = captionReader(dataset, templates);
  const all = rows ?? Int32Array.from({ length: dataset.rows }, (_, row) => row);
  const texted = all.filter((row) => captionsOf(row).length > 0);
  const each = 3 * imageSize ** 2;
  if (texted.length * each > MOST) {
    throw new ClipscopeError(
      "bad-argument",
      `${title} has ${texted.length} images, too many to hold at ${imageSize} pixels: take a sample of ${Math.floor(MOST / each)}.`,
    );
  }
  const pixels = new Float32Array(texted.length * each);
  const kept: number[] = [];
  let firstError = "";
  for (const [i, row] of texted.entries()) {
    if (i % 64 === 0) {
      throwIfCancelled(signal, "Training");
      onProgress?.({ stage: "reading images", done: i, total: texted.length });
      await new Promise((resolve) => setTimeout(resolve));
    }
    try {
      const image = await decodeImage(await images.read(row), decodingFor(preprocess));
      pixels.set(preprocessImage(image, preprocess), kept.length * each);
      kept.push(row);
    } catch (error) {
      firstError ||= (error as Error).message;
    }
  }
  const own = Int32Array.from(kept);
  const unread = texted.length - own.length;
  const textless = all.length - texted.length;
  return {
    rows: own,
    pixels: pixels.subarray(0, own.length * each),
    captions: Array.from(own, captionsOf),
    ...labelsOf(dataset, own),
    ...splitOf(dataset, own, seed),
    notes: [
      ...(unread > 0 ? [`${unread} images could not be read and are left out: ${firstError}`] : []),
      ...(textless > 0 ? [`${textless} images without a text are left out.`] : []),
    ],
  };
}

/** The texts of a row: its captions, or its label's name in every template. */
function captionReader(
  { roles, columns, rows, title }: Dataset,
  templates: readonly string[],
): (row: number) => readonly string[] {
  const caption = roles.caption === undefined ? undefined : columns.get(roles.caption);
  const filled = (texts: readonly string[]) => texts.filter((text) => text.trim() !== "");
  if (caption?.kind === "text") return (row) => filled([caption.at(row)]);
  if (caption?.kind === "list") {
    const { offsets, codes, values } = caption;
    return (row) =>
      filled(Array.from(codes.subarray(offsets[row], offsets[row + 1]), (code) => values[code]));
  }
  if (caption?.kind === "category") return (row) => filled([caption.values[caption.codes[row]] ?? ""]);
  const label = roles.label === undefined ? undefined : columns.get(roles.label);
  const category = label && asCategory(label, rows);
  if (!category) {
    throw new ClipscopeError(
      "bad-argument",
      `${title} has neither captions nor labels: choose the column that has them.`,
    );
  }
  const texts = fillTemplates(category.values, templates);
  return (row) => texts[category.codes[row]] ?? [];
}

function labelsOf({ roles, columns, rows: count }: Dataset, rows: Int32Array): Pick<Pairs, "labels"> {
  const column = roles.label === undefined ? undefined : columns.get(roles.label);
  const category = column && asCategory(column, count);
  if (!category || category.values.length < 2) return {};
  return { labels: { of: rows.map((row) => category.codes[row]), names: category.values } };
}

/** The pairs to learn from, and the others: by the split column, or a fifth of them drawn with the seed. */
function splitOf(
  { roles, columns, rows: count }: Dataset,
  rows: Int32Array,
  seed: number,
): Pick<Pairs, "train" | "heldOut"> {
  const column = roles.split === undefined ? undefined : columns.get(roles.split);
  const category = column && asCategory(column, count);
  const all = Int32Array.from(rows.keys());
  const isTrain = (i: number) => {
    const value = category?.values[category.codes[rows[i]]];
    return value !== undefined && splitNamed(value) === "train";
  };
  const train = all.filter(isTrain);
  if (train.length > 0 && train.length < all.length) {
    return { train, heldOut: all.filter((i) => !isTrain(i)) };
  }
  const order = shuffledIndices(all.length, seededRandom(seed, 3));
  const cut = Math.ceil(all.length / 5);
  return { train: order.slice(cut).sort(), heldOut: order.slice(0, cut).sort() };
}
