import type { Matrix } from "@clipscope/types";
import type { Objective } from "../optimize/lbfgs.js";
import type { MatrixProducts } from "../products.js";

/** Data and penalty of a logistic loss. */
export interface LogisticProblem {
  x: Matrix<Float32Array>;
  /** `[x.rows]`, indices below `classes`. */
  labels: Int32Array;
  classes: number;
  /** L2 penalty: factor of ½‖W‖². */
  penalty: number;
  intercept: boolean;
  products: MatrixProducts;
}

/**
 * Mean cross-entropy of softmax(x · Wᵀ + b) plus `penalty` · ½‖W‖², with its gradient; the intercept b is not
 * penalized. Parameters are W `[classes, width]`, followed by b `[classes]` if there is an intercept.
 */
export function logisticLoss(problem: LogisticProblem): Objective {
  const { x, labels, classes, penalty, intercept, products } = problem;
  const { rows, cols } = x;
  const size = classes * cols;
  const scores: Matrix = { data: new Float64Array(rows * classes), rows, cols: classes };
  return async (parameters, gradient) => {
    const weights = parameters.subarray(0, size);
    await products.scores(x, { data: weights, rows: classes, cols }, scores);
    const bias = intercept ? parameters.subarray(size) : undefined;
    const loss = toResiduals(scores, labels, bias);
    await products.pullBack(scores, x, { data: gradient.subarray(0, size), rows: classes, cols });
    let squares = 0;
    for (let i = 0; i < size; i++) {
      squares += weights[i] * weights[i];
      gradient[i] += penalty * weights[i];
    }
    if (intercept) sumRows(scores, gradient.subarray(size));
    return loss + 0.5 * penalty * squares;
  };
}

/** Writes the sum of all rows into `out`, `[cols]`. */
export function sumRows({ data, rows, cols }: Matrix, out: Float64Array): void {
  out.fill(0);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < cols; c++) out[c] += data[row * cols + c];
  }
}

/** Replaces logits by (softmax - one-hot) / rows in place and returns the mean cross-entropy. */
export function toResiduals(logits: Matrix, labels: Int32Array, bias?: Float64Array): number {
  const { data, rows, cols } = logits;
  let loss = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * cols;
    let max = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < cols; c++) {
      if (bias) data[start + c] += bias[c];
      if (data[start + c] > max) max = data[start + c];
    }
    const right = data[start + labels[row]];
    let sum = 0;
    for (let c = 0; c < cols; c++) {
      const e = Math.exp(data[start + c] - max);
      data[start + c] = e;
      sum += e;
    }
    loss += Math.log(sum) + max - right;
    for (let c = 0; c < cols; c++) data[start + c] /= sum * rows;
    data[start + labels[row]] -= 1 / rows;
  }
  return loss / rows;
}
