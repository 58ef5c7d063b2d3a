import { ClipscopeError, checkEmbeddings, type Embeddings } from "@clipscope/types";
import { forEachColumnBlock } from "../dot-columns.js";
import { checkFinite, checkSameWidth } from "../embeddings.js";

/**
 * The cosine of every image with a query, `[rows]`: `images` is `[rows, width]`, `query` `[1, width]`, both
 * with rows of norm 1. Throws `wrong-shape`, and `bad-argument` for several queries or a query with NaN.
 */
export function cosines(images: Embeddings, query: Embeddings): Float32Array {
  checkEmbeddings(images, "images");
  checkEmbeddings(query, "query");
  checkSameWidth(images, "images", query, "query");
  checkFinite(query, "query");
  if (query.rows !== 1) {
    throw new ClipscopeError("bad-argument", `There are ${query.rows} queries: give one at a time.`);
  }
  const out = new Float32Array(images.rows);
  forEachColumnBlock(images, query, (block, start, end) => out.set(block.subarray(0, end - start), start));
  return out;
}
