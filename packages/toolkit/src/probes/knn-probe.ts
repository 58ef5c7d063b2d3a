import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkOneOf, checkOptions } from "@clipscope/types";
import { accuracy } from "../metrics/accuracy.js";
import { type Metric, type Neighbors, nearestTo } from "../neighbors/knn.js";
import { checkApart, checkSplit, type LabeledSet } from "../splits.js";
import { argmaxRows } from "./linear.js";
import type { Score } from "./sweep.js";

export interface KnnProbeOptions {
  /** Distance between rows. Default "cosine". */
  metric?: Metric;
  /**
   * Weight of a neighbor's vote: 1 ("uniform", the default) or exp(-distance / `temperature`) ("softmax");
   * for cosine, the latter ranks classes as the weighted vote of Wu et al. (2018) and DINO.
   */
  weights?: "uniform" | "softmax";
  /** Temperature of the "softmax" weights. Default 0.07. */
  temperature?: number;
}

/**
 * Predicts the majority class of the `k` nearest training rows, `[embeddings.rows]`; ties go to the lower
 * class index. As scikit-learn's `KNeighborsClassifier` if no distances are tied. Throws `bad-argument`,
 * `wrong-shape`.
 */
export function knnPredict(
  train: LabeledSet<"train" | "train+validation">,
  embeddings: Embeddings,
  k: number,
  options: KnnProbeOptions = {},
): Int32Array {
  checkOptions(options, ["metric", "weights", "temperature"], "knnPredict");
  checkSplit(train, "train", "train+validation");
  const { metric } = options;
  return vote(train, nearestTo(embeddings, train.embeddings, k, { metric }), k, options);
}

export interface KnnChoice {
  k: number;
  /** Validation score. */
  score: number;
  tried: { k: number; score: number }[];
}

/**
 * Chooses k on validation, by default among 1, 2, 5, 10, 20, 50, 100 and 200, up to the number of training
 * rows. Ties go to the smallest k. Throws `bad-argument`, `wrong-shape`.
 */
export function chooseK(
  train: LabeledSet<"train">,
  validation: LabeledSet<"validation">,
  options: KnnProbeOptions & { candidates?: readonly number[]; score?: Score } = {},
): KnnChoice {
  checkOptions(options, ["metric", "weights", "temperature", "candidates", "score"], "chooseK");
  const { candidates = [1, 2, 5, 10, 20, 50, 100, 200], score = accuracy } = options;
  checkSplit(train, "train");
  checkSplit(validation, "validation");
  checkApart(train, validation);
  const wrong = candidates.find((k) => !Number.isInteger(k) || k < 1);
  if (wrong !== undefined) {
    throw new ClipscopeError(
      "bad-argument",
      `The candidate ${wrong} for k must be a whole number of at least 1.`,
    );
  }
  const ks = candidates.filter((k) => k <= train.embeddings.rows).sort((a, b) => a - b);
  if (ks.length === 0) {
    throw new ClipscopeError(
      "bad-argument",
      `None of the candidates for k (${candidates.join(", ")}) is within the ${train.embeddings.rows} training rows.`,
    );
  }
  const neighbors = nearestTo(validation.embeddings, train.embeddings, ks[ks.length - 1], {
    metric: options.metric,
  });
  const tried = ks.map((k) => ({
    k,
    score: score({ predictions: vote(train, neighbors, k, options), labels: validation.labels }),
  }));
  return { ...tried.reduce((best, next) => (next.score > best.score ? next : best)), tried };
}

/** Majority vote of the first `k` neighbors of each row; `neighbors` may hold more. */
function vote(
  { labels, classes }: LabeledSet<"train" | "train+validation">,
  neighbors: Neighbors,
  k: number,
  { weights = "uniform", temperature = 0.07 }: KnnProbeOptions,
): Int32Array {
  checkOneOf("weights", weights, ["uniform", "softmax"]);
  if (!(temperature > 0)) {
    throw new ClipscopeError("bad-argument", `temperature is ${temperature}: it must be above 0.`);
  }
  const votes = new Float64Array(neighbors.rows * classes);
  for (let row = 0; row < neighbors.rows; row++) {
    const first = row * neighbors.k;
    for (let i = first; i < first + k; i++) {
      // Relative to the nearest, so that the weights don't all underflow.
      const further = neighbors.distances[i] - neighbors.distances[first];
      const weight = weights === "uniform" ? 1 : Math.exp(-further / temperature);
      votes[row * classes + labels[neighbors.indices[i]]] += weight;
    }
  }
  return argmaxRows({ data: votes, rows: neighbors.rows, cols: classes });
}

/** `chooseK` as an experiment for `record`. */
export const knnProbeExperiment = {
  id: "knn-probe",
  run: (
    i: { train: LabeledSet<"train">; validation: LabeledSet<"validation"> },
    o: KnnProbeOptions & { candidates?: readonly number[] },
  ) => chooseK(i.train, i.validation, o),
};
