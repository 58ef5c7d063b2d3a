import type { ModalityGap } from "@clipscope/toolkit/geometry";
import { type Formula, fixed, share } from "../formulas.js";
import type { Apart, Widths } from "./measures.js";

/** How many times as far apart the centers of B and C are as those of A and B. */
export function apartFormula({ near, far, times }: Apart): Formula {
  return {
    title: "Distances between the clusters’ centers",
    formula: "|B − C| / |A − B|",
    steps: [`= ${fixed(far, 2)} / ${fixed(near, 2)}`],
    value: times,
    result: fixed(times, 3),
    note: "A center is the mean of a cluster’s places. The unit is that of the panel; it cancels.",
  };
}

/** How many times as wide A is as B. */
export function widthsFormula({ a, b, times }: Widths): Formula {
  return {
    title: "Widths of the clusters",
    formula: "width = √(mean of squared distances from the center)",
    steps: [`A: ${fixed(a, 3)}, B: ${fixed(b, 3)}`, `A / B = ${fixed(a, 3)} / ${fixed(b, 3)}`],
    value: times,
    result: fixed(times, 3),
  };
}

/** The share of a point's nearest neighbors that are among its nearest on the map too. */
export function honestyFormula(kept: number, k: number, name: string): Formula {
  return {
    title: `Honesty of ${name}`,
    formula: "its k nearest in the data that are among its k nearest on the map / k",
    steps: [`= ${kept} / ${k}`],
    value: kept / k,
    result: share(kept / k),
    note: `Of k = ${k} neighbors on the map, as many are invented as true ones are lost: ${k - kept}.`,
  };
}

/** A mean of shares of `k` neighbors over all points. */
export function meanShareFormula(title: string, perPoint: ArrayLike<number>, k: number): Formula {
  const all = Array.from(perPoint);
  const sum = all.reduce((total, each) => total + each, 0);
  const shown = all.slice(0, 3).map((each) => `${Math.round(each * k)}/${k}`);
  const more = all.length > 3 ? ` + … (${all.length} points)` : "";
  const value = sum / all.length;
  return {
    title,
    formula: "mean = Σ share of a point’s k neighbors / points",
    steps: [`= (${shown.join(" + ")}${more}) / ${all.length}`, `= ${fixed(sum, 2)} / ${all.length}`],
    value,
    result: share(value, 2),
    note: `A map that puts the points anywhere would have about k / (points − 1) = ${k} / ${all.length - 1} = ${share(k / (all.length - 1))}.`,
  };
}

const RANKED = {
  trustworthiness: {
    title: "Trustworthiness",
    of: "strangers among the k nearest on the map, by their rank in the data",
    note: "A stranger that is the (k + 1)th nearest in the data costs 1, the farthest point costs most.",
  },
  continuity: {
    title: "Continuity",
    of: "true neighbors that are not among the k nearest on the map, by their rank there",
    note: "A true neighbor that is the (k + 1)th nearest on the map costs 1, the farthest point costs most.",
  },
} as const;

/**
 * The formula of trustworthiness or continuity (Venna and Kaski 2001) for a map of this many points, from its score.
 */
export function rankFormula(
  which: keyof typeof RANKED,
  score: number,
  { points, k }: { points: number; k: number },
): Formula {
  const { title, of, note } = RANKED[which];
  const scale = 2 / (points * k * (2 * points - 3 * k - 1));
  const penalty = Math.round((1 - score) / scale);
  return {
    title,
    formula: "1 − 2 / (n·k·(2n − 3k − 1)) · Σ (rank − k)",
    steps: [`Σ over ${of}: ${penalty}`, `= 1 − 2 / (${points}·${k}·(2·${points} − 3·${k} − 1)) · ${penalty}`],
    value: 1 - scale * penalty,
    result: fixed(1 - scale * penalty, 4),
    note,
  };
}

/** The distance of the mean image from the mean text. */
export function gapDistanceFormula(gap: Omit<ModalityGap, "vector">): Formula {
  const { imageConcentration: i, textConcentration: t, cosine, distance } = gap;
  return {
    title: "The modality gap",
    formula: "|mean image − mean text| = √(|ī|² + |t̄|² − 2·|ī|·|t̄|·cos)",
    steps: [`= √(${fixed(i)}² + ${fixed(t)}² − 2·${fixed(i)}·${fixed(t)}·${fixed(cosine)})`],
    value: distance,
    result: fixed(distance, 4),
    note: "All vectors have length 1 before they are averaged. A mean whose length is near 1 says that all of them point nearly the same way: a narrow cone.",
  };
}
