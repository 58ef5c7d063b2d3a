import type { Embeddings } from "@clipscope/types";
import type { MatrixProducts } from "../products.js";

/** Rows per block: enough that an engine's preparation of the classifier, once per call, takes little. */
const ROWS = 512;

interface Block {
  /** `[end - start, classes]`, reused two blocks later. */
  block: Float64Array;
  start: number;
  end: number;
}

/**
 * `logitScale` times the products of all images with all classes, block by block. The next block is computed
 * while the caller uses the last.
 */
export async function* productBlocks(
  images: Embeddings,
  classifier: Embeddings,
  logitScale: number,
  products: Pick<MatrixProducts, "scores">,
): AsyncGenerator<Block> {
  const { cols } = images;
  const classes = classifier.rows;
  const scaled = {
    ...classifier,
    data: new Float64Array(classifier.data).map((value) => value * logitScale),
  };
  const free = [new Float64Array(ROWS * classes), new Float64Array(ROWS * classes)];
  const compute = async (start: number): Promise<Block> => {
    const end = Math.min(images.rows, start + ROWS);
    const x = { data: images.data.subarray(start * cols, end * cols), rows: end - start, cols };
    const block = free[(start / ROWS) % 2].subarray(0, x.rows * classes);
    await products.scores(x, scaled, { data: block, rows: x.rows, cols: classes });
    return { block, start, end };
  };
  const begin = (start: number): Promise<Block> | undefined => {
    if (start >= images.rows) return undefined;
    const block = compute(start);
    block.catch(() => {}); // it may fail while the caller is still busy
    return block;
  };
  let next = begin(0);
  try {
    while (next) {
      const block: Block = await next;
      next = begin(block.end);
      yield block;
    }
  } finally {
    await next?.catch(() => {}); // of a caller that stopped early: an engine is not left at work
  }
}
