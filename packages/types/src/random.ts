import { ClipscopeError } from "./errors.js";

/** A seeded stream of random numbers: equal seeds give equal streams on every platform. */
export interface Random {
  /** A number uniform in [0, 1), with 32 random bits. */
  (): number;
  /** A standard normal deviate. */
  normal(): number;
  /** A uniform integer in [0, n). */
  below(n: number): number;
}

/**
 * The sfc32 generator (PractRand, public domain), seeded from one or more integers: a run's seed, and
 * whatever tells its streams apart, such as an epoch or a row. Throws `bad-argument` for a seed that is not a
 * whole number.
 */
export function seededRandom(...seeds: number[]): Random {
  for (const seed of seeds) {
    if (Number.isInteger(seed)) continue;
    throw new ClipscopeError("bad-argument", `The seed is ${seed}: it must be a whole number.`);
  }
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let counter = 1;
  const next = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return (t >>> 0) / 0x100000000;
  };
  for (const seed of seeds) {
    a ^= seed | 0;
    b ^= Math.floor(seed / 0x100000000) | 0;
    for (let i = 0; i < 15; i++) next();
  }
  const stream = next as Random;
  let spare: number | undefined;
  stream.normal = () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - next())); // Box–Muller
    const angle = 2 * Math.PI * next();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  stream.below = (n) => Math.floor(next() * n);
  return stream;
}

/** The integers 0 … n - 1 in random order (Fisher–Yates, from the end): `[n]`. */
export function shuffledIndices(n: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
