import { cosines } from "@clipscope/toolkit";
import { ClipscopeError, type Embeddings, normalizeRows, sliceRows } from "@clipscope/types";
import type { Encoder } from "../../encoder/encoder.js";
import type { How } from "../../evaluate/evaluation.js";
import type { Similarity, SimilarityQuery } from "../compute.js";
import type { SharedSpace } from "./shared-space.js";
import type { StudyImages } from "./study-images.js";

/** Cosine of every image with a query, `[images]`, -1 to 1. Throws `bad-argument` for a row without an embedding. */
export async function findSimilar(
  { dataset, images, encoder, texts }: StudyImages,
  query: SimilarityQuery,
  space: SharedSpace,
  how: How,
): Promise<Similarity> {
  const began = performance.now();
  const gallery = space.of(images, encoder);
  const asked = performance.now();
  let vector: Embeddings;
  if ("row" in query) {
    const at = images.rows.indexOf(query.row);
    if (at < 0) {
      const failure = images.failures.find(({ row }) => row === query.row);
      throw new ClipscopeError(
        "bad-argument",
        `Row ${query.row} of ${dataset.title} has no embedding to search with: ${failure?.message ?? "it is not in the study."}`,
      );
    }
    vector = sliceRows(gallery, at, at + 1);
  } else if ("text" in query) vector = await embedText(encoder, query.text, texts, how);
  else vector = await embedImage(encoder, query.image, how);
  const embedded = performance.now();
  const found = cosines(gallery, vector);
  const times = { query: embedded - asked, products: performance.now() - embedded + (asked - began) };
  return { rows: images.rows.slice(), cosines: found, times };
}

/** The vector of a text, `[1, width]`, rows of norm 1; kept in `texts`. */
export async function embedText(
  encoder: Encoder,
  text: string,
  texts: Map<string, Float32Array>,
  { signal }: How,
): Promise<Embeddings> {
  const known = texts.get(text);
  if (known) return normalizeRows({ data: known, rows: 1, cols: known.length });
  const { data, cols } = await encoder.embedTexts([text], signal ? { signal } : {});
  texts.set(text, data.slice());
  return { data, rows: 1, cols };
}

async function embedImage(encoder: Encoder, image: Blob, { signal }: How): Promise<Embeddings> {
  for await (const { data, cols, failures } of encoder.embedImages([image], signal ? { signal } : {})) {
    if (failures.length > 0) throw failures[0].error;
    return { data, rows: 1, cols };
  }
  throw new ClipscopeError("internal", "The query's image was not embedded.");
}
