import { ClipscopeError, checkEmbeddings, type Embeddings } from "@clipscope/types";
import { dotColumn } from "../dot-column.js";
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
  const out = new Float64Array(images.rows);
  dotColumn(images, query.data, out);
  return Float32Array.from(out);
}
