import type { Embeddings } from "@clipscope/types";
import { dotRows, dotSome } from "../dot.js";
import type { BestLists } from "./best-lists.js";
import { selectTop } from "./select-top.js";
import { sumExponentials } from "./sum-exponentials.js";

/**
 * Fills lists of best classes from logits that were summed in another order than `dotTile`'s, with the same
 * result: such logits only choose the classes that may be in the list, and the logits of those are summed
 * again in the order of the columns.
 *
 * Why none is missed: a sum of n products in float64, in any order, fused or not, errs by at most γ‖x‖‖w‖
 * with γ = nu / (1 - nu), u = 2⁻⁵³ (Higham, Accuracy and Stability of Numerical Algorithms, §3.1). The given
 * logit and that of `dotTile`, each with its factor, therefore differ by less than `slack`, which is twice
 * 2(γ + 2u)‖x‖‖w‖ times the factor. At least `size` classes have a given logit of at least T, so an exact one
 * of at least T - slack, and a class whose given logit is below T - 2 slack has one below that.
 *
 * The sum of exponentials comes from the given logits: its relative error is below exp(2 slack) - 1, 2e-11 for
 * rows of norm 1, 512 columns and a factor of 100.
 */
export class ScreenedRows {
  readonly #top: Float64Array;
  readonly #topClasses: Int32Array;
  readonly #candidates: Int32Array;
  readonly #exact: Float64Array;
  /** The slack of an image of norm 1. */
  readonly #slack: number;

  constructor(
    readonly images: Embeddings,
    readonly classifier: Embeddings,
    readonly logitScale: number,
    readonly lists: BestLists,
  ) {
    const { rows, cols, data } = classifier;
    this.#top = new Float64Array(lists.size);
    this.#topClasses = new Int32Array(lists.size);
    this.#candidates = new Int32Array(rows);
    this.#exact = new Float64Array(rows);
    let largest = 0;
    for (let c = 0; c < rows; c++) largest = Math.max(largest, dotRows(data, c, data, c, cols));
    this.#slack = 2 * (cols + 4) * Number.EPSILON * logitScale * Math.sqrt(largest);
  }

  /**
   * Fills a row's list from its logits, `[classes]`, by any summation in float64. Returns the best logit and the
   * sum of exp(logit - best); undefined, with nothing filled, for a row with a non-finite value.
   */
  fill(row: number, logits: Float64Array): { best: number; sum: number; slack: number } | undefined {
    const { images, lists } = this;
    selectTop(logits, this.#top, this.#topClasses);
    const given = this.#top[0];
    const slack = this.#slack * Math.sqrt(dotRows(images.data, row, images.data, row, images.cols));
    if (!Number.isFinite(given) || !Number.isFinite(slack)) return undefined;
    const floor = this.#top[lists.size - 1] - slack; // -∞ if there are fewer classes
    const cut = floor - slack;
    let count = 0;
    for (let c = 0; c < logits.length; c++) if (logits[c] >= cut) this.#candidates[count++] = c;
    const candidates = this.#candidates.subarray(0, count);
    const exact = this.#exact.subarray(0, count);
    dotSome(images, row, this.classifier, candidates, exact);
    for (let i = 0; i < count; i++) exact[i] *= this.logitScale;
    const best = lists.fillSome(row, candidates, exact, floor);
    return { best, sum: sumExponentials(logits, given), slack };
  }
}
