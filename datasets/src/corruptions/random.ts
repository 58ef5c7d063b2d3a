import { hash, mix } from "../hash.js";

/**
 * A generator of uniform numbers in [0, 1), 32 bits each, seeded by a text and equal on every machine
 * (splitmix32).
 */
export function randomFrom(text: string): () => number {
  let state = hash(text);
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    return mix(state) / 2 ** 32;
  };
}

/** A standard normal deviate, by Box–Muller from two uniform numbers. */
export function normal(random: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/** A uniform number in [low, high). */
export function uniform(random: () => number, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Quantile of the Poisson distribution: the smallest k with P(X ≤ k) ≥ `p`, for the given mean. */
export function poissonQuantile(mean: number, p: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  let k = 0;
  while (sum < p && term > 0) {
    k++;
    term *= mean / k;
    sum += term;
  }
  return k;
}
