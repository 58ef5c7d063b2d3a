import { cellText, type Dataset } from "@clipscope/datasets";
import { type Proportion, proportion, retrievalRecall } from "@clipscope/toolkit";
import {
  ClipscopeError,
  checkOptions,
  concatenateRows,
  type Embeddings,
  throwIfCancelled,
} from "@clipscope/types";
import { type EmbeddedImages, projectedEmbeddings, takeImages } from "../embed/embedded-images.js";
import type { Encoder } from "../encoder/encoder.js";
import { type Evaluation, HOW, type How } from "./evaluation.js";
import { checkSameDataset } from "./labeled-images.js";
import { manifestOf } from "./manifest.js";

export interface RetrievalInputs {
  dataset: Dataset;
  images: EmbeddedImages;
  encoder: Encoder;
  /** Caption column, with one or several captions per row. Default: the dataset's. */
  caption?: string;
  /** Values of k. Default 1, 5, 10; values above the number of images are skipped. */
  ks?: readonly number[];
  /** Handling of captions longer than the model's context. Default "end": truncated, and counted. */
  truncate?: "error" | "end";
}

export interface RetrievalEvaluation {
  ks: readonly number[];
  /** Share of captions whose image is among their k nearest images, with 95% Wilson intervals: `[ks]`. */
  textToImage: readonly Proportion[];
  /** Share of images with one of their captions among their k nearest captions: `[ks]`. */
  imageToText: readonly Proportion[];
  /** The dataset's row of each image with a caption: `[images]`. */
  rows: Int32Array;
  captions: number;
  /** Number of truncated captions. */
  cut: number;
}

/** Captions embedded at a time; progress and cancellation are handled in between. */
const BATCH = 512;

/**
 * Recall at k from captions to images and back, as for Flickr30k and COCO (CLIP, table 13). Rows without
 * captions are left out and counted. Throws `bad-argument` for no captions, `not-supported` without a text
 * model, and `cancelled`.
 */
export async function evaluateRetrieval(
  inputs: RetrievalInputs,
  how: How = {},
): Promise<Evaluation<RetrievalEvaluation>> {
  checkOptions(inputs, ["dataset", "images", "encoder", "caption", "ks", "truncate"], "evaluateRetrieval");
  checkOptions(how, HOW, "evaluateRetrieval");
  const { dataset, encoder, truncate = "end" } = inputs;
  checkSameDataset(dataset, inputs.images);
  const name = inputs.caption ?? dataset.roles.caption;
  const captionsOf = captionColumn(dataset, name);
  const texts: string[] = [];
  const imageOfText: number[] = [];
  const kept: number[] = [];
  for (const [i, row] of inputs.images.rows.entries()) {
    const own = captionsOf(row);
    if (own.length === 0) continue;
    for (const text of own) {
      texts.push(text);
      imageOfText.push(kept.length);
    }
    kept.push(i);
  }
  if (kept.length < 2) {
    throw new ClipscopeError(
      "bad-argument",
      `${kept.length} of the ${inputs.images.rows.length} images of ${dataset.title} have a caption in the column "${name}": retrieval needs at least two.`,
    );
  }
  const images = takeImages(inputs.images, kept);
  const embedded = await embedAll(encoder, texts, truncate, how);
  const ks = (inputs.ks ?? [1, 5, 10]).filter((k, i) => i === 0 || k <= kept.length);
  const found = retrievalRecall(
    { images: projectedEmbeddings(images, encoder), texts: embedded.texts, imageOfText },
    { ks },
  );
  const shares = (values: readonly number[], n: number) =>
    values.map((value) => proportion(Math.round(value * n), n));
  const result: RetrievalEvaluation = {
    ks,
    textToImage: shares(found.textToImage, texts.length),
    imageToText: shares(found.imageToText, kept.length),
    rows: images.rows,
    captions: texts.length,
    cut: embedded.cut,
  };
  const manifest = await manifestOf(
    {
      kind: "retrieval",
      images,
      encoder: encoder.id,
      leftOut: { "no caption": inputs.images.rows.length - kept.length },
      options: { caption: name, captions: texts.length, ks, truncate },
    },
    how,
  );
  return { result, manifest };
}

function captionColumn(dataset: Dataset, name: string | undefined): (row: number) => string[] {
  const column = name === undefined ? undefined : dataset.columns.get(name);
  if (!column) {
    const columns = [...dataset.columns.keys()].map((each) => `"${each}"`).join(", ");
    throw new ClipscopeError(
      "bad-argument",
      `${dataset.title} has no column ${name === undefined ? "with captions" : `"${name}"`}. Its columns: ${columns || "none"}. Choose one with { caption: "…" }.`,
    );
  }
  if (column.kind !== "list") {
    return (row) => [cellText(column, row)].filter((text) => text.trim() !== "");
  }
  const { offsets, codes, values } = column;
  return (row) =>
    Array.from(codes.subarray(offsets[row], offsets[row + 1]), (code) => values[code]).filter(
      (text) => text?.trim() !== "",
    );
}

/** Embeds texts, encoding duplicates once. */
async function embedAll(
  encoder: Encoder,
  texts: readonly string[],
  truncate: "error" | "end",
  { onProgress, signal }: How,
): Promise<{ texts: Embeddings; cut: number }> {
  const different = [...new Set(texts)];
  const parts: Embeddings[] = [];
  const cut = new Set<string>();
  for (let start = 0; start < different.length; start += BATCH) {
    throwIfCancelled(signal, "Encoding captions");
    const batch = different.slice(start, start + BATCH);
    const { cut: shortened, ...part } = await encoder.embedTexts(batch, {
      truncate,
      ...(signal && { signal }),
    });
    parts.push(part);
    for (const { row } of shortened) cut.add(batch[row]);
    onProgress?.({ stage: "encoding captions", done: start + batch.length, total: different.length });
  }
  const { data, cols } = concatenateRows(parts);
  const at = new Map(different.map((text, row) => [text, row]));
  const all = new Float32Array(texts.length * cols);
  for (const [i, text] of texts.entries()) {
    const row = at.get(text) as number;
    all.set(data.subarray(row * cols, (row + 1) * cols), i * cols);
  }
  return {
    texts: { data: all, rows: texts.length, cols },
    cut: texts.filter((text) => cut.has(text)).length,
  };
}
