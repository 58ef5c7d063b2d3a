import { ClipscopeError } from "@clipscope/types";
import { checkOneOf } from "../checks.js";
import { betaQuantile, normalQuantile } from "./quantiles.js";

/** A proportion with its confidence interval; all between 0 and 1. */
export interface Proportion {
  successes: number;
  n: number;
  value: number;
  low: number;
  high: number;
  /** Confidence level, such as 0.95. */
  level: number;
  method: "wilson" | "clopper-pearson";
}

/**
 * Wilson's score interval without continuity correction (Wilson 1927): close to its nominal level also near 0 and 1 and
 * for small n. As SciPy's `binomtest(k, n).proportion_ci(level, "wilson")`. Throws `bad-argument` unless 0 ≤ successes
 * ≤ n are whole, n ≥ 1, and 0 < level < 1.
 */
export function wilsonInterval(successes: number, n: number, level = 0.95): [low: number, high: number] {
  checkCounts(successes, n, level);
  const z = normalQuantile(1 - (1 - level) / 2);
  const p = successes / n;
  const center = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [successes === 0 ? 0 : center - half, successes === n ? 1 : center + half];
}

/**
 * Clopper and Pearson's exact interval (1934), from quantiles of the beta distribution: never below its nominal level,
 * so wider than Wilson's. As SciPy's `binomtest(k, n).proportion_ci(level, "exact")`. Throws as `wilsonInterval`.
 */
export function clopperPearsonInterval(
  successes: number,
  n: number,
  level = 0.95,
): [low: number, high: number] {
  checkCounts(successes, n, level);
  const tail = (1 - level) / 2;
  return [
    successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
    successes === n ? 1 : betaQuantile(1 - tail, successes + 1, n - successes),
  ];
}

/** `successes` of `n` with an interval; Wilson at 95% unless told otherwise. Throws as `wilsonInterval`. */
export function proportion(
  successes: number,
  n: number,
  { level = 0.95, method = "wilson" }: { level?: number; method?: Proportion["method"] } = {},
): Proportion {
  checkOneOf("method", method, ["wilson", "clopper-pearson"]);
  const interval = method === "wilson" ? wilsonInterval : clopperPearsonInterval;
  const [low, high] = interval(successes, n, level);
  return { successes, n, value: successes / n, low, high, level, method };
}

function checkCounts(successes: number, n: number, level: number): void {
  const whole = Number.isInteger(successes) && Number.isInteger(n);
  if (!whole || n < 1 || successes < 0 || successes > n) {
    throw new ClipscopeError("bad-argument", `${successes} of ${n} is not a proportion of whole numbers.`);
  }
  if (!(level > 0 && level < 1)) {
    throw new ClipscopeError(
      "bad-argument",
      `The level is ${level}: it must lie between 0 and 1, such as 0.95.`,
    );
  }
}
