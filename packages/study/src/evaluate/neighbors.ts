import type { Dataset } from "@clipscope/datasets";
import { combineQuery, nearestTo } from "@clipscope/toolkit";
import {
  ClipscopeError,
  checkOptions,
  type Embeddings,
  type ImageInput,
  normalizeRows,
  sliceRows,
} from "@clipscope/types";
import { type EmbeddedImages, projectedEmbeddings } from "../embed/embedded-images.js";
import type { Encoder } from "../encoder/encoder.js";
import { type Evaluation, HOW, type How } from "./evaluation.js";
import { checkSameDataset } from "./labeled-images.js";
import { manifestOf } from "./manifest.js";

/** A search query: a row of the dataset, a text, an external image, or a vector of the shared space. */
export type Query =
  | { row: number }
  | { text: string }
  | { image: ImageInput }
  | { vector: ArrayLike<number> };

export interface NeighborsInputs {
  dataset: Dataset;
  images: EmbeddedImages;
  encoder: Encoder;
  /** One query, or several to be added: `[{ row: 3 }, { text: "snow", weight: -1 }]`. */
  query: Query | readonly (Query & { weight?: number })[];
  /** Number of results. Default 10. */
  k?: number;
}

export interface NeighborsEvaluation {
  /** Nearest rows of the dataset, most similar first, excluding rows of the query. */
  found: readonly { row: number; key: string; cosine: number }[];
}

/**
 * The images nearest to a query by cosine. Throws `bad-argument` for a row without an embedding, a vector of
 * another width or an empty query, `bad-image` for an unreadable image, and `not-supported` for a text or
 * image without a model.
 */
export async function searchNeighbors(
  inputs: NeighborsInputs,
  how: How = {},
): Promise<Evaluation<NeighborsEvaluation>> {
  checkOptions(inputs, ["dataset", "images", "encoder", "query", "k"], "searchNeighbors");
  checkOptions(how, HOW, "searchNeighbors");
  const { dataset, images, encoder, k = 10 } = inputs;
  checkSameDataset(dataset, images);
  if (!Number.isInteger(k) || k < 1) {
    throw new ClipscopeError("bad-argument", `k is ${k}: it must be a whole number of at least 1.`);
  }
  const terms = Array.isArray(inputs.query) ? inputs.query : [inputs.query as Query];
  if (terms.length === 0) {
    throw new ClipscopeError("bad-argument", "The query is empty: give a row, a text, an image or a vector.");
  }
  const gallery =
    encoder.width === 0 ? normalizeRows(images.embeddings) : projectedEmbeddings(images, encoder);
  const vectors = [];
  for (const { weight = 1, ...term } of terms as (Query & { weight?: number })[]) {
    vectors.push({ embedding: await vectorOf(term as Query, inputs, gallery, how), weight });
  }
  const asked = new Set(terms.flatMap((term) => ("row" in term ? [term.row] : [])));
  const among = Math.min(k + asked.size, images.rows.length);
  const { indices, distances } = nearestTo(combineQuery(vectors), gallery, among);
  const found = Array.from(indices, (i, at) => ({
    row: images.rows[i],
    key: dataset.keys.at(images.rows[i]),
    cosine: 1 - distances[at],
  }))
    .filter(({ row }) => !asked.has(row))
    .slice(0, k);
  const manifest = await manifestOf(
    {
      kind: "neighbors",
      images,
      encoder: encoder.width === 0 ? images.encoder : encoder.id,
      options: { k, query: terms.map(describe) },
    },
    how,
  );
  return { result: { found }, manifest };
}

async function vectorOf(
  query: Query,
  { dataset, images, encoder }: NeighborsInputs,
  gallery: Embeddings,
  { signal }: How,
): Promise<Embeddings> {
  if ("row" in query) {
    const at = images.rows.indexOf(query.row);
    if (at >= 0) return sliceRows(gallery, at, at + 1);
    throw new ClipscopeError(
      "bad-argument",
      `Row ${query.row} of ${dataset.title} has no embedding: ${images.failures.find(({ row }) => row === query.row)?.message ?? "it is not among the rows that were embedded."}`,
    );
  }
  if ("text" in query) return encoder.embedTexts([query.text], signal ? { signal } : {});
  if ("image" in query) {
    for await (const { failures, ...embedded } of encoder.embedImages(
      [query.image],
      signal ? { signal } : {},
    )) {
      if (failures.length > 0) throw failures[0].error;
      return embedded;
    }
    throw new ClipscopeError("internal", "The query's image was not embedded.");
  }
  if ("vector" in query) {
    const data = Float32Array.from(query.vector);
    if (data.length === gallery.cols) return { data, rows: 1, cols: data.length };
    throw new ClipscopeError(
      "bad-argument",
      `The query's vector has ${data.length} numbers, but the images' have ${gallery.cols}.`,
    );
  }
  throw new ClipscopeError(
    "bad-argument",
    "A query is { row }, { text }, { image } or { vector }; several may be in a list.",
  );
}

function describe(query: Query & { weight?: number }): Record<string, unknown> {
  const weight = query.weight === undefined ? {} : { weight: query.weight };
  if ("row" in query) return { row: query.row, ...weight };
  if ("text" in query) return { text: query.text, ...weight };
  return "image" in query ? { image: true, ...weight } : { vector: Array.from(query.vector), ...weight };
}
