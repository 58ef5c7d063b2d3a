import type { FuzzyGraph } from "./fuzzy-graph.js";
import { exp } from "./power.js";

/** Label-space distance of an unlabeled row from every other. */
const UNKNOWN = 1;

/**
 * Intersects the graph with labels, -1 for unlabeled rows: edges between different labels are weakened by
 * e^-far, with far = 2.5 / (1 - targetWeight), and those of unlabeled rows by e^-1. Then each row's strongest
 * edge is rescaled to 1, and the strengths a and b of both directions become a + b - a·b (umap-learn's
 * `discrete_metric_simplicial_set_intersection` and `reset_local_connectivity`, 0.5.12). `targetWeight` is 0
 * to 1; at 1, edges between different labels vanish.
 */
export function intersectLabels(
  { offsets, targets, strengths }: FuzzyGraph,
  labels: ArrayLike<number>,
  targetWeight: number,
): FuzzyGraph {
  const apart = targetWeight < 1 ? exp(-2.5 / (1 - targetWeight)) : 0;
  const unknown = exp(-UNKNOWN);
  const rows = offsets.length - 1;
  const scaled = new Float64Array(strengths.length);
  for (let row = 0; row < rows; row++) {
    let most = 0;
    for (let edge = offsets[row]; edge < offsets[row + 1]; edge++) {
      const [own, other] = [labels[row], labels[targets[edge]]];
      const share = own < 0 || other < 0 ? unknown : own === other ? 1 : apart;
      scaled[edge] = strengths[edge] * share;
      most = Math.max(most, scaled[edge]);
    }
    for (let edge = offsets[row]; edge < offsets[row + 1] && most > 0; edge++) scaled[edge] /= most;
  }
  // Targets ascend, and each edge has its reverse: a row's next unused edge is the reverse of the current one.
  const reverse = offsets.slice();
  const out = {
    offsets: new Int32Array(rows + 1),
    targets: targets.slice(),
    strengths: new Float64Array(strengths.length),
  };
  let kept = 0;
  for (let row = 0; row < rows; row++) {
    for (let edge = offsets[row]; edge < offsets[row + 1]; edge++) {
      const [a, b] = [scaled[edge], scaled[reverse[targets[edge]]++]];
      const strength = a + b - a * b;
      if (strength === 0) continue;
      out.targets[kept] = targets[edge];
      out.strengths[kept++] = strength;
    }
    out.offsets[row + 1] = kept;
  }
  return { ...out, targets: out.targets.subarray(0, kept), strengths: out.strengths.subarray(0, kept) };
}
