import { ClipscopeError } from "@clipscope/core/errors";

/**
 * A seeded source of uniform numbers in [0, 1), 32 bits each: mulberry32 (Tommy Ettinger, public domain).
 * Integer arithmetic only, so the same sequence on every machine. Throws `bad-argument` unless the seed is a whole number.
 */
export function seededRandom(seed: number): () => number {
  if (!Number.isInteger(seed)) {
    throw new ClipscopeError("bad-argument", `The seed is ${seed}: it must be a whole number.`);
  }
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The numbers 0 … n - 1 in random order (Fisher and Yates, from the end). */
export function shuffledIndices(n: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
