import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOptions } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import { checkFinite, checkSameWidth } from "../embeddings.js";
import { averagePrecision } from "../metrics/average-precision.js";
import { checkPaired } from "../metrics/labels.js";
import { forEachRowBlock } from "../row-blocks.js";

export interface RetrievalRecall {
  /** The values of k, such as [1, 5, 10]. */
  ks: number[];
  /** Share of texts whose image is among their k nearest images, 0 to 1. */
  textToImage: number[];
  /**
   * Share of images with at least one of their texts among their k nearest texts. Images without texts don't
   * count.
   */
  imageToText: number[];
}

/**
 * Recall@k in both directions, as for Flickr30k and COCO (CLIP table 13; CLIP_benchmark's
 * `zeroshot_retrieval`): `texts` row i describes image `imageOfText[i]`, and an image may have several texts.
 * Ranked by dot product (normalize rows for cosine); ties go to the lower index. Throws `wrong-shape`,
 * `bad-argument`.
 */
export function retrievalRecall(
  inputs: { images: Embeddings; texts: Embeddings; imageOfText: ArrayLike<number> },
  options: { ks?: readonly number[] } = {},
): RetrievalRecall {
  checkNamed(inputs, ["images", "texts", "imageOfText"], "retrievalRecall");
  checkOptions(options, ["ks"], "retrievalRecall");
  const { images, texts, imageOfText } = inputs;
  const { ks = [1, 5, 10] } = options;
  check(images, "images", texts, "texts");
  if (imageOfText.length !== texts.rows) {
    throw new ClipscopeError(
      "bad-argument",
      `imageOfText has ${imageOfText.length} entries for ${texts.rows} texts: give one per text.`,
    );
  }
  if (texts.rows === 0) throw new ClipscopeError("bad-argument", "texts is empty: give at least one row.");
  const wrong = ks.find((k) => !Number.isInteger(k) || k < 1);
  if (wrong !== undefined || ks.length === 0) {
    throw new ClipscopeError(
      "bad-argument",
      `ks holds ${wrong ?? "nothing"}: give whole numbers of at least 1.`,
    );
  }
  const textsOfImage: number[][] = Array.from({ length: images.rows }, () => []);
  for (let text = 0; text < texts.rows; text++) {
    const own = textsOfImage[imageOfText[text]];
    if (!own) {
      throw new ClipscopeError(
        "bad-argument",
        `imageOfText maps text ${text} to image ${imageOfText[text]}, but there are ${images.rows} images.`,
      );
    }
    own.push(text);
  }
  const described = textsOfImage.filter((own) => own.length > 0);
  const byText = bestRanks(texts, images, (text) => [imageOfText[text]]);
  const byImage = bestRanks(images, texts, (image) => textsOfImage[image]);
  const within = (ranks: Float64Array, k: number) => ranks.filter((rank) => rank < k).length;
  return {
    ks: [...ks],
    textToImage: ks.map((k) => within(byText, k) / texts.rows),
    imageToText: ks.map((k) => within(byImage, k) / described.length),
  };
}

/** Rank of each query's best match in the gallery, from 0, `[queries.rows]`; Infinity if it has none. */
function bestRanks(
  queries: Embeddings,
  gallery: Embeddings,
  matches: (query: number) => readonly number[],
): Float64Array {
  const ranks = new Float64Array(queries.rows).fill(Number.POSITIVE_INFINITY);
  forEachRowBlock(queries, gallery, (block, start, end) => {
    for (let query = start; query < end; query++) {
      const scores = block.subarray((query - start) * gallery.rows, (query - start + 1) * gallery.rows);
      let best = -1;
      for (const match of matches(query)) {
        if (best < 0 || scores[match] > scores[best] || (scores[match] === scores[best] && match < best))
          best = match;
      }
      if (best < 0) continue;
      let before = 0;
      for (let i = 0; i < scores.length; i++) {
        if (scores[i] > scores[best] || (scores[i] === scores[best] && i < best)) before++;
      }
      ranks[query] = before;
    }
  });
  return ranks;
}

export interface LabelRetrievalOptions {
  /** Exclude each query from its own results, when queries and gallery are the same rows. Default false. */
  excludeSelf?: boolean;
}

/**
 * Mean average precision of retrieving rows with the same label, 0 to 1: for each query, the gallery is
 * ranked by dot product. Queries whose label is absent from the gallery don't count; undefined if none is
 * left. Either side may be texts or images. Throws `wrong-shape`, `bad-argument`.
 */
export function retrievalMeanAveragePrecision(
  inputs: {
    queries: Embeddings;
    queryLabels: ArrayLike<number>;
    gallery: Embeddings;
    galleryLabels: ArrayLike<number>;
  },
  options: LabelRetrievalOptions = {},
): number | undefined {
  checkNamed(inputs, ["queries", "queryLabels", "gallery", "galleryLabels"], "retrievalMeanAveragePrecision");
  checkOptions(options, ["excludeSelf"], "retrievalMeanAveragePrecision");
  const { queries, queryLabels, gallery, galleryLabels } = inputs;
  const { excludeSelf = false } = options;
  check(queries, "queries", gallery, "gallery");
  checkPaired(queries.rows, queryLabels.length);
  checkPaired(gallery.rows, galleryLabels.length);
  if (excludeSelf && queries.rows !== gallery.rows) {
    throw new ClipscopeError(
      "bad-argument",
      `excludeSelf needs the same rows on both sides, but there are ${queries.rows} queries and ${gallery.rows} rows in the gallery.`,
    );
  }
  const others = gallery.rows - Number(excludeSelf);
  const scores = new Float64Array(others);
  const relevant = new Uint8Array(others);
  let sum = 0;
  let count = 0;
  forEachRowBlock(queries, gallery, (block, start, end) => {
    for (let query = start; query < end; query++) {
      for (let row = 0, to = 0; row < gallery.rows; row++) {
        if (excludeSelf && row === query) continue;
        scores[to] = block[(query - start) * gallery.rows + row];
        relevant[to++] = Number(galleryLabels[row] === queryLabels[query]);
      }
      const precision = averagePrecision({ scores, relevant });
      if (precision === undefined) continue;
      sum += precision;
      count++;
    }
  });
  return count > 0 ? sum / count : undefined;
}

function check(a: Embeddings, aName: string, b: Embeddings, bName: string): void {
  for (const [matrix, name] of [
    [a, aName],
    [b, bName],
  ] as const) {
    checkEmbeddings(matrix, name);
    checkFinite(matrix, name);
  }
  checkSameWidth(a, aName, b, bName);
}

/** `retrievalRecall` as an experiment for `record`. */
export const retrievalExperiment = {
  id: "retrieval",
  run: (
    i: { images: Embeddings; texts: Embeddings; imageOfText: ArrayLike<number> },
    o: { ks?: readonly number[] },
  ) => retrievalRecall(i, o),
};

/** `retrievalMeanAveragePrecision` as an experiment for `record`. */
export const retrievalByLabelExperiment = {
  id: "retrieval-by-label",
  run: (
    i: {
      queries: Embeddings;
      queryLabels: ArrayLike<number>;
      gallery: Embeddings;
      galleryLabels: ArrayLike<number>;
    },
    o: LabelRetrievalOptions,
  ) => retrievalMeanAveragePrecision(i, o),
};
