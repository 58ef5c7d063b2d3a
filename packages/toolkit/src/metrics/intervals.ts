import { ClipscopeError, checkOneOf, checkOptions } from "@clipscope/types";
import { checkLevel } from "../checks.js";
import { betaQuantile, normalQuantile } from "./quantiles.js";

/** A proportion with its confidence interval; all between 0 and 1. */
export interface Proportion {
  successes: number;
  n: number;
  value: number;
  low: number;
  high: number;
  /** Confidence level of the interval, such as 0.95. */
  level: number;
  method: "wilson" | "clopper-pearson";
}

/**
 * Wilson's score interval without continuity correction (Wilson 1927): close to its nominal coverage even
 * near 0 and 1 and for small n. As SciPy's `binomtest(k, n).proportion_ci(level, "wilson")`. Throws
 * `bad-argument` unless successes and n are integers with 0 ≤ successes ≤ n and n ≥ 1, and 0 < level < 1.
 */
export function wilsonInterval(
  successes: number,
  n: number,
  options: { level?: number } = {},
): [low: number, high: number] {
  checkOptions(options, ["level"], "wilsonInterval");
  const { level = 0.95 } = options;
  checkCounts(successes, n, level);
  const z = normalQuantile(1 - (1 - level) / 2);
  const p = successes / n;
  const center = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [successes === 0 ? 0 : center - half, successes === n ? 1 : center + half];
}

/**
 * Clopper and Pearson's exact interval (1934), from quantiles of the beta distribution: its coverage is never
 * below the nominal level, so it is wider than Wilson's. As SciPy's `binomtest(k, n).proportion_ci(level,
 * "exact")`. Throws the errors of `wilsonInterval`.
 */
export function clopperPearsonInterval(
  successes: number,
  n: number,
  options: { level?: number } = {},
): [low: number, high: number] {
  checkOptions(options, ["level"], "clopperPearsonInterval");
  const { level = 0.95 } = options;
  checkCounts(successes, n, level);
  const tail = (1 - level) / 2;
  return [
    successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
    successes === n ? 1 : betaQuantile(1 - tail, successes + 1, n - successes),
  ];
}

export interface ProportionOptions {
  /** Confidence level, between 0 and 1. Default 0.95. */
  level?: number;
  /** Method of the interval. Default "wilson". */
  method?: Proportion["method"];
}

/**
 * The proportion `successes / n` with its confidence interval, Wilson's at 95% by default. Throws the errors
 * of `wilsonInterval`.
 */
export function proportion(successes: number, n: number, options: ProportionOptions = {}): Proportion {
  checkOptions(options, ["level", "method"], "proportion");
  const { level = 0.95, method = "wilson" } = options;
  checkOneOf("method", method, ["wilson", "clopper-pearson"]);
  const interval = method === "wilson" ? wilsonInterval : clopperPearsonInterval;
  const [low, high] = interval(successes, n, { level });
  return { successes, n, value: successes / n, low, high, level, method };
}

function checkCounts(successes: number, n: number, level: number): void {
  const whole = Number.isInteger(successes) && Number.isInteger(n);
  if (!whole || n < 1 || successes < 0 || successes > n) {
    throw new ClipscopeError("bad-argument", `${successes} of ${n} is not a proportion of whole numbers.`);
  }
  checkLevel(level);
}
