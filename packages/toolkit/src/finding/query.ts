import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, normalizeRows } from "@clipscope/types";
import { checkSameWidth } from "../embeddings.js";
import { type Metric, nearestTo } from "../neighbors/knn.js";

/** A term of a query; a negative weight means "unlike this". */
export interface QueryTerm {
  /** One row: the embedding of an image or a text. */
  embedding: Embeddings;
  /** Factor of the term; negative to subtract. Default 1. */
  weight?: number;
}

/**
 * Query arithmetic: "this image + in winter - in summer". Each term is normalized, weighted and added, and
 * the sum normalized again: `[1, cols]`, for `nearestTo`. Because of the modality gap, adding one text to an
 * image and subtracting another works better than adding a text alone. Throws `bad-argument`, `wrong-shape`.
 */
export function combineQuery(terms: readonly QueryTerm[]): Embeddings {
  if (terms.length === 0)
    throw new ClipscopeError("bad-argument", "The query is empty: give at least one term.");
  const { cols } = terms[0].embedding;
  const sum = new Float32Array(cols);
  terms.forEach(({ embedding, weight = 1 }, i) => {
    const name = `term ${i}`;
    if (!Number.isFinite(weight)) {
      throw new ClipscopeError("bad-argument", `The weight of ${name} is ${weight}: it must be a number.`);
    }
    checkEmbeddings(embedding, name);
    checkSameWidth(embedding, name, terms[0].embedding, "term 0");
    if (embedding.rows !== 1) {
      throw new ClipscopeError("bad-argument", `${name} has ${embedding.rows} rows: a term is one row.`);
    }
    const { data } = normalizeRows(embedding);
    for (let k = 0; k < cols; k++) sum[k] += weight * data[k];
  });
  const norm = Math.hypot(...sum);
  if (!(norm > 1e-6 && Number.isFinite(norm))) {
    throw new ClipscopeError("bad-argument", "The terms of the query cancel each other: change a weight.");
  }
  return { data: sum.map((value) => value / norm), rows: 1, cols };
}

/** Query arithmetic as an experiment for `record`: the gallery rows nearest to the sum of the terms. */
export const searchExperiment = {
  id: "search",
  run: (i: { terms: readonly QueryTerm[]; gallery: Embeddings }, o: { k: number; metric?: Metric }) =>
    nearestTo(combineQuery(i.terms), i.gallery, o.k, { metric: o.metric }),
};
