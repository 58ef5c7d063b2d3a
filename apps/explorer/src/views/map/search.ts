import type { Derived, OpenedDataset, Similarity, SimilarityQuery, Study } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { rowName } from "../../rows/row-name.js";
import type { MapOptions } from "./spec.js";

/** What the map is searched for. */
export interface Search {
  query: SimilarityQuery;
  /** As people say it: “a dog”, or the name of an image. */
  words: string;
  /** Row that is searched for; -1 for a text or a file. */
  row: number;
  similarity: Derived<Similarity>;
}

/** The search of the options, or of an image file; undefined for none, or before there are vectors to compare with. */
export function searchOf(
  { query }: Pick<MapOptions, "query">,
  image: File | undefined,
  dataset: OpenedDataset,
  study: Study,
): Search | undefined {
  if ((query === "" && !image) || !study.embedded().value) return undefined;
  const asked = image ? { image } : queryOf(query, dataset.keys);
  const row = "row" in asked ? asked.row : -1;
  const words = image ? image.name : row >= 0 ? rowName(dataset, row) : msg(str`“${query}”`);
  return { query: asked, words, row, similarity: study.similarity(asked) };
}

/** A query as the address holds it: words, or "row:" and a key. */
export function queryOf(text: string, keys: readonly string[]): Exclude<SimilarityQuery, { image: Blob }> {
  const row = text.startsWith("row:") ? keys.indexOf(text.slice(4)) : -1;
  return row >= 0 ? { row } : { text };
}
