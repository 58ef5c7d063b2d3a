import {
  ClipscopeError,
  checkEmbeddings,
  checkOptions,
  type Embeddings,
  type OnProgress,
  takeRows,
  throwIfCancelled,
} from "@clipscope/types";
import { breathing } from "../breath.js";
import { checkScale } from "../checks.js";
import { dotTile, TILE } from "../dot.js";
import { checkFinite, checkSameWidth } from "../embeddings.js";
import { PackedRows } from "../packed-rows.js";
import type { MatrixProducts } from "../products.js";
import { BestLists } from "./best-lists.js";
import { LogitColumns } from "./logit-columns.js";
import { type ClassMatch, matchClasses } from "./match-classes.js";
import { productBlocks } from "./product-blocks.js";
import { ScreenedRows } from "./screened-rows.js";
import { sumExponentials } from "./sum-exponentials.js";
import type { ZeroShot } from "./zero-shot.js";

export interface LiveScoresOptions {
  /** The factor of the cosines before the softmax: `clip.logitScale`, 100 in the released models. */
  logitScale: number;
  /** Number of classes to keep per image, at most the number of classes. Default 5. */
  topK?: number;
}

export interface UpdateOptions {
  onProgress?: OnProgress;
  /**
   * A faster engine for scoring all classes, such as core's `openProducts()`. It must sum in float64, in any
   * order, and never changes a prediction: the logits of the best classes are summed again.
   */
  products?: Pick<MatrixProducts, "scores">;
  /**
   * Checked before a change of a few classes, and several times a second in anything longer; after a
   * cancellation there, the next update scores all classes again.
   */
  signal?: AbortSignal;
}

/** Largest relative error of a sum; one that may have lost more to rounding is added up again. */
const TOLERANCE = 1e-7;
/** Columns computed without a pause. */
const COLUMNS = 8;

/**
 * Zero-shot scores that follow their classes: when some classes change, only their columns of logits are
 * computed. Predictions are those of `zeroShot`, probabilities within 1e-6. Beside the images it holds about
 * 300 bytes per image, and no matrix of logits.
 */
export class LiveScores {
  readonly #images: Embeddings;
  readonly #logitScale: number;
  readonly #topK: number;
  #classifier: Embeddings | undefined;
  readonly #lists: BestLists;
  readonly #columns: LogitColumns;
  /** Logit whose exponential is 1 in the row's sum: `[rows]`. */
  readonly #reference: Float64Array;
  /** Sum of exp(logit - reference) over all classes: `[rows]`. */
  readonly #sums: Float64Array;
  /** Largest value of the sum since it was added up: `[rows]`. */
  readonly #largest: Float64Array;
  /** Columns added and taken away since all rows were scored. */
  #changes = 0;
  /** Largest relative error of a sum when all rows were scored. */
  #error = 0;

  /** `images` `[rows, width]` has rows of norm 1. Throws `wrong-shape` and `bad-argument`. */
  constructor(images: Embeddings, options: LiveScoresOptions) {
    checkEmbeddings(images, "images");
    checkOptions(options ?? {}, ["logitScale", "topK"], "LiveScores");
    const { logitScale, topK = 5 } = options ?? {};
    checkScale(logitScale);
    if (!Number.isInteger(topK) || topK < 1) {
      throw new ClipscopeError("bad-argument", `topK is ${topK}: it must be a whole number of at least 1.`);
    }
    this.#images = images;
    this.#logitScale = logitScale;
    this.#topK = topK;
    this.#lists = new BestLists(images.rows, topK);
    this.#columns = new LogitColumns(images, logitScale);
    this.#reference = new Float64Array(images.rows);
    this.#sums = new Float64Array(images.rows);
    this.#largest = new Float64Array(images.rows);
  }

  /** Bytes held beside the images and the classifier. */
  get bytes(): number {
    return this.#lists.bytes + this.#columns.bytes + 24 * this.#images.rows;
  }

  /** Number of columns of logits that an update to this classifier would compute; all of them at first. */
  columnsFor(classifier: Embeddings): number {
    const match = this.#classifier && this.#match(this.#classifier, classifier);
    return match ? match.added.length + match.removed.length : classifier.rows;
  }

  /**
   * The scores for a classifier, `[classes, width]`, rows of norm 1. Classes whose vector was in the last one,
   * in the same order, cost nothing. Throws `empty-classes`, `wrong-shape`, `bad-argument` for non-finite
   * embeddings, and `cancelled`.
   */
  async update(classifier: Embeddings, options: UpdateOptions = {}): Promise<ZeroShot> {
    checkOptions(options, ["onProgress", "products", "signal"], "update");
    checkEmbeddings(classifier, "classifier");
    checkSameWidth(this.#images, "images", classifier, "classifier");
    checkFinite(classifier, "classifier");
    if (classifier.rows === 0) {
      throw new ClipscopeError(
        "empty-classes",
        "The classifier has no classes: give at least one class name.",
      );
    }
    const match = this.#classifier && this.#match(this.#classifier, classifier);
    if (match && this.#classifier) await this.#change(this.#classifier, classifier, match, options);
    else await this.#scoreAll(classifier, options);
    this.#classifier = classifier;
    return this.#result(classifier.rows);
  }

  /** What is left of the last classifier, unless scoring everything again is about as fast. */
  #match(before: Embeddings, classifier: Embeddings): ClassMatch | undefined {
    if (before.cols !== classifier.cols) return undefined;
    const match = matchClasses(before, classifier);
    return match.added.length + match.removed.length < classifier.rows / 2 ? match : undefined;
  }

  async #scoreAll(classifier: Embeddings, options: UpdateOptions): Promise<void> {
    const { onProgress, products, signal } = options;
    const rest = breathing("Scoring", signal);
    const total = this.#images.rows;
    this.#classifier = undefined; // until all rows are scored
    this.#changes = 0;
    this.#error = 0;
    const blocks = products ? this.#screenBlocks(classifier, products) : this.#fillBlocks(classifier);
    await rest();
    for await (const done of blocks) {
      onProgress?.({ stage: "scoring", done, total });
      await rest();
    }
  }

  /** Scores all rows, a few at a time; yields the number of those scored. */
  *#fillBlocks(classifier: Embeddings): Generator<number> {
    const { rows } = this.#images;
    const block = new Float64Array(TILE * classifier.rows);
    const packed = new PackedRows(classifier);
    for (let start = 0; start < rows; start += TILE) {
      const end = Math.min(rows, start + TILE);
      packed.multiply(this.#images, start, end, block);
      for (let row = start; row < end; row++) this.#fill(row, block, row - start, classifier.rows);
      yield end;
    }
  }

  /** The same by an engine's products, of which the next are computed meanwhile. */
  async *#screenBlocks(
    classifier: Embeddings,
    products: Pick<MatrixProducts, "scores">,
  ): AsyncGenerator<number> {
    const images = this.#images;
    const screen = new ScreenedRows(images, classifier, this.#logitScale, this.#lists);
    const logits = productBlocks(images, classifier, this.#logitScale, products);
    for await (const { block, start, end } of logits) {
      const unscored: number[] = [];
      for (let row = start; row < end; row++) {
        const at = (row - start) * classifier.rows;
        const found = screen.fill(row, block.subarray(at, at + classifier.rows));
        if (found) {
          this.#startSum(row, found.best, found.sum);
          this.#error = Math.max(this.#error, 2 * found.slack);
        } else unscored.push(row);
      }
      if (unscored.length > 0) this.#scoreRows(classifier, Int32Array.from(unscored));
      yield end;
    }
  }

  async #change(
    before: Embeddings,
    classifier: Embeddings,
    { from, to, added, removed }: ClassMatch,
    { signal }: UpdateOptions,
  ): Promise<void> {
    throwIfCancelled(signal, "Scoring");
    const takesLong = added.length + removed.length > 4 * COLUMNS;
    const rest = breathing("Scoring", takesLong ? signal : undefined);
    this.#classifier = undefined; // until all columns are changed
    const vectorsOf = ({ data, cols }: Embeddings, classes: Int32Array) =>
      Array.from(classes, (c) => data.subarray(c * cols, (c + 1) * cols));
    const gone = vectorsOf(before, removed);
    const come = vectorsOf(classifier, added);
    this.#columns.of([...gone, ...come].slice(0, COLUMNS)); // both sides of a rename in one pass
    for (let at = 0; at < gone.length; at += COLUMNS) {
      await rest();
      this.#removeColumns(removed.subarray(at, at + COLUMNS), this.#columns.of(gone.slice(at, at + COLUMNS)));
    }
    if (from.some((old, c) => old >= 0 && old !== c)) this.#lists.renumber(to);
    for (let at = 0; at < come.length; at += COLUMNS) {
      await rest();
      this.#addColumns(added.subarray(at, at + COLUMNS), this.#columns.of(come.slice(at, at + COLUMNS)));
    }
    this.#changes += added.length + removed.length;
    const unsure = this.#unsureRows(Math.min(this.#topK, classifier.rows));
    for (let at = 0; at < unsure.length; at += TILE) {
      await rest();
      this.#scoreRows(classifier, unsure.subarray(at, at + TILE));
    }
  }

  #removeColumns(classes: Int32Array, columns: readonly Float64Array[]): void {
    for (const [v, c] of classes.entries()) {
      const logits = columns[v];
      for (let row = 0; row < logits.length; row++) {
        this.#sums[row] -= Math.exp(logits[row] - this.#reference[row]);
        this.#lists.remove(row, c);
      }
    }
  }

  #addColumns(classes: Int32Array, columns: readonly Float64Array[]): void {
    for (const [v, c] of classes.entries()) {
      const logits = columns[v];
      for (let row = 0; row < logits.length; row++) {
        const weight = Math.exp(logits[row] - this.#reference[row]);
        this.#sums[row] += weight;
        if (this.#sums[row] > this.#largest[row]) this.#largest[row] = this.#sums[row];
        this.#lists.add(row, logits[row], c, weight);
      }
    }
  }

  /** Rows whose list is too short, or whose sum may have lost too many digits. */
  #unsureRows(count: number): Int32Array {
    const lost = (this.#changes * Number.EPSILON + this.#error) / TOLERANCE;
    const unsure: number[] = [];
    for (let row = 0; row < this.#images.rows; row++) {
      const isSure = this.#sums[row] > lost * this.#largest[row] && this.#largest[row] < Number.MAX_VALUE;
      if (!isSure || !this.#lists.has(row, count)) unsure.push(row);
    }
    return Int32Array.from(unsure);
  }

  #scoreRows(classifier: Embeddings, rows: Int32Array): void {
    const block = new Float64Array(rows.length * classifier.rows);
    dotTile(takeRows(this.#images, rows), 0, rows.length, classifier, 0, classifier.rows, block);
    for (const [at, row] of rows.entries()) this.#fill(row, block, at, classifier.rows);
  }

  #fill(row: number, block: Float64Array, at: number, classes: number): void {
    const logits = block.subarray(at * classes, (at + 1) * classes);
    for (let c = 0; c < classes; c++) logits[c] *= this.#logitScale;
    const best = this.#lists.fill(row, logits);
    if (!Number.isFinite(best)) {
      throw new ClipscopeError(
        "bad-argument",
        `images: row ${row} has a non-finite logit; leave that row out.`,
      );
    }
    this.#startSum(row, best, sumExponentials(logits, best));
  }

  #startSum(row: number, best: number, sum: number): void {
    this.#reference[row] = best;
    this.#sums[row] = sum;
    this.#largest[row] = sum;
  }

  #result(classes: number): ZeroShot {
    const { rows } = this.#images;
    const k = Math.min(this.#topK, classes);
    const topK = this.#lists.top(k, this.#sums);
    const predictions = new Int32Array(rows);
    const confidences = new Float32Array(rows);
    for (let row = 0; row < rows; row++) {
      predictions[row] = topK.classes[row * k];
      confidences[row] = topK.probabilities[row * k];
    }
    return { rows, predictions, confidences, topK };
  }
}
