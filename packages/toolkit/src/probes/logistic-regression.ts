import type { OnProgress } from "@clipscope/types";
import { ClipscopeError, checkOptions } from "@clipscope/types";
import { breathing } from "../breath.js";
import { type Minimum, minimize } from "../optimize/lbfgs.js";
import { type MatrixProducts, plainProducts } from "../products.js";
import { checkSplit, type LabeledSet } from "../splits.js";
import type { LinearClassifier } from "./linear.js";
import { logisticLoss } from "./logistic-loss.js";

export interface LogisticRegressionOptions {
  /** Inverse strength of the penalty, as scikit-learn's `C`; the paper's λ is 1 / C. Default 1. */
  C?: number;
  /** Maximum L-BFGS iterations. Default 1000, as in the CLIP paper. */
  maxIterations?: number;
  /**
   * Stops when every component of the mean loss's gradient is at most this. Default 1e-4, as in scikit-learn.
   */
  tolerance?: number;
  /** Whether to fit an intercept, which is never penalized. Default true. */
  intercept?: boolean;
  /** Matrix products. Default `plainProducts`. */
  products?: MatrixProducts;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

export interface LogisticRegression extends LinearClassifier {
  C: number;
  /** Final value of C · Σ log-loss + ½‖W‖², scikit-learn's objective. */
  objective: number;
  iterations: number;
  stopped: Minimum["stopped"];
  /** Largest absolute component of the mean loss's gradient at the solution. */
  gradientSize: number;
}

/**
 * Multinomial logistic regression by L-BFGS: minimizes C · Σ log-loss + ½‖W‖² with an unpenalized intercept,
 * as `sklearn.linear_model.LogisticRegression`, from zero weights in float64. The embeddings are used as
 * given; the paper's probe uses features before the projection (A.3). A class without training rows is never
 * predicted, as in scikit-learn. With two classes the result is scikit-learn's binary regression: its
 * coefficients are the difference of our two rows. Throws `bad-argument` (only one class, a setting out of
 * range), `cancelled`.
 */
export async function fitLogisticRegression(
  train: LabeledSet<"train" | "train+validation">,
  options: LogisticRegressionOptions = {},
): Promise<LogisticRegression> {
  checkOptions(
    options,
    ["C", "maxIterations", "tolerance", "intercept", "products", "onProgress", "signal"],
    "fitLogisticRegression",
  );
  const { C = 1, maxIterations = 1000, tolerance = 1e-4, intercept = true } = options;
  const { products = plainProducts, onProgress, signal } = options;
  checkSplit(train, "train", "train+validation");
  if (!(C > 0 && Number.isFinite(C))) {
    throw new ClipscopeError("bad-argument", `C is ${C}: it must be above 0, such as 1.`);
  }
  const { embeddings, classes } = train;
  const { rows, cols } = embeddings;
  const present = presentClasses(train);
  const position = new Int32Array(classes);
  present.forEach((c, i) => {
    position[c] = i;
  });
  checkFits(rows, present.length, cols);
  const labels = train.labels.map((label) => position[label]);
  // Two rows w and -w cost 2‖w‖² where scikit-learn's one row 2w costs 4‖w‖².
  const halves = present.length === 2 ? 2 : 1;
  const penalty = halves / (C * rows);
  const breathe = breathing("Fitting the probe", signal);
  const size = present.length * cols;
  const { x, value, ...how } = await minimize(
    logisticLoss({ x: embeddings, labels, classes: present.length, penalty, intercept, products }),
    new Float64Array(size + (intercept ? present.length : 0)),
    {
      maxIterations,
      gradientTolerance: tolerance,
      valueTolerance: 0,
      onStep: async (iteration) => {
        onProgress?.({ stage: "fitting the probe", done: iteration, total: maxIterations });
        await breathe();
      },
    },
  );
  const weights = new Float64Array(classes * cols);
  const bias = new Float64Array(classes).fill(Number.NEGATIVE_INFINITY);
  present.forEach((c, i) => {
    weights.set(x.subarray(i * cols, (i + 1) * cols), c * cols);
    bias[c] = intercept ? x[size + i] : 0;
  });
  const { iterations, stopped, gradientSize } = how;
  return { classes, cols, weights, bias, C, objective: value * C * rows, iterations, stopped, gradientSize };
}

/** Float64 matrices of the size of the head that L-BFGS holds: ten pairs, a gradient, a step, and the head itself. */
const HEADS = 24;
/** Bytes that a fit may take: 16 GiB. */
const MOST_BYTES = 2 ** 34;

/** Throws `bad-argument` where a fit would not fit in memory, before anything is allocated. */
function checkFits(rows: number, classes: number, cols: number): void {
  const bytes = 8 * (rows * classes + HEADS * classes * (cols + 1));
  if (bytes <= MOST_BYTES) return;
  throw new ClipscopeError(
    "bad-argument",
    `A linear probe of ${rows} rows and ${classes} classes would take ${(bytes / 2 ** 30).toFixed(0)} GiB of memory: use fewer classes or rows, or k nearest neighbors.`,
  );
}

/** The classes that have rows, in ascending order. */
function presentClasses({ labels, classes }: LabeledSet<"train" | "train+validation">): number[] {
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]++;
  const present = [...counts.keys()].filter((c) => counts[c] > 0);
  if (present.length < 2) {
    throw new ClipscopeError(
      "bad-argument",
      `All ${labels.length} training rows have label ${present[0]}: a probe needs at least two classes.`,
    );
  }
  return present;
}

/** `fitLogisticRegression` as an experiment for `record`. */
export const logisticRegressionExperiment = {
  id: "logistic-regression",
  run: (i: { train: LabeledSet<"train" | "train+validation"> }, o: LogisticRegressionOptions) =>
    fitLogisticRegression(i.train, o),
};
