import type { Embeddings } from "@clipscope/types";
import { TILE } from "../dot.js";
import { forEachColumnBlock } from "../dot-columns.js";

/** Number of columns kept. */
const KEPT = 8;

interface Column {
  vector: Float32Array;
  /** `[rows]` */
  logits: Float64Array;
}

/**
 * Columns of logits of the classes that changed last: a class that is renamed letter by letter, or whose rename
 * is undone, then costs one column or none.
 */
export class LogitColumns {
  #kept: Column[] = [];

  constructor(
    readonly images: Embeddings,
    readonly logitScale: number,
  ) {}

  get bytes(): number {
    return this.#kept.length * (8 * this.images.rows + 4 * this.images.cols);
  }

  /** The logits of all images for each vector, in float64: `[vectors]` columns of `[rows]`. */
  of(vectors: readonly Float32Array[]): Float64Array[] {
    const found = vectors.map((vector) => this.#kept.find((column) => isEqual(column.vector, vector)));
    const missing = vectors.filter((_, v) => !found[v]);
    const computed = missing.length > 0 ? this.#compute(missing) : [];
    let next = 0;
    const columns = found.map((column) => column ?? computed[next++]);
    const kept = [...columns].reverse();
    this.#kept = [...kept, ...this.#kept.filter((column) => !kept.includes(column))].slice(0, KEPT);
    return columns.map(({ logits }) => logits);
  }

  #compute(vectors: readonly Float32Array[]): Column[] {
    const { rows, cols } = this.images;
    const data = new Float32Array(vectors.length * cols);
    for (const [v, vector] of vectors.entries()) data.set(vector, v * cols);
    const columns = vectors.map((vector) => ({ vector: vector.slice(), logits: new Float64Array(rows) }));
    forEachColumnBlock(this.images, { data, rows: vectors.length, cols }, (block, start, end) => {
      for (const [v, { logits }] of columns.entries()) {
        for (let row = start; row < end; row++) {
          logits[row] = block[v * TILE + row - start] * this.logitScale;
        }
      }
    });
    return columns;
  }
}

function isEqual(a: Float32Array, b: Float32Array): boolean {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}
