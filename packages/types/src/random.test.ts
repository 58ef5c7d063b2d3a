import { expect, test } from "vitest";
import { seededRandom } from "./random.js";

test("equal seeds give equal streams; any difference in the seeds gives another", () => {
  const take = (...seeds: number[]) => {
    const next = seededRandom(...seeds);
    return Array.from({ length: 8 }, next);
  };
  expect(take(1, 2)).toEqual(take(1, 2));
  const others = [take(1, 2), take(2, 1), take(1), take(1, 2, 0), take(1, 2 + 2 ** 32), take(-1, 2)];
  expect(new Set(others.map(String)).size).toBe(others.length);
});

test("uniform and normal numbers have the moments of their distributions", () => {
  const next = seededRandom(7);
  const n = 200_000;
  let [sum, normalSum, normalSquares, normalFourths] = [0, 0, 0, 0];
  const bins = new Int32Array(10);
  for (let i = 0; i < n; i++) {
    const u = next();
    expect(u >= 0 && u < 1).toBe(true);
    sum += u;
    bins[next.below(10)]++;
    const z = next.normal();
    normalSum += z;
    normalSquares += z * z;
    normalFourths += z ** 4;
  }
  expect(sum / n).toBeCloseTo(0.5, 2);
  expect(normalSum / n).toBeCloseTo(0, 1.7);
  expect(normalSquares / n).toBeCloseTo(1, 1.5);
  expect(normalFourths / n).toBeCloseTo(3, 0.7);
  const chiSquared = bins.reduce((total, count) => total + (count - n / 10) ** 2 / (n / 10), 0);
  expect(chiSquared).toBeLessThan(33.7); // 9 degrees of freedom, p = 1e-4
});
