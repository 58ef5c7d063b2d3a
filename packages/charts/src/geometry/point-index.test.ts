import fc from "fast-check";
import { expect, test } from "vitest";
import { PointIndex } from "./point-index.js";

const coordinate = fc.double({ min: 0, max: 1, noNaN: true });

test("the nearest points are those of a full search", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(coordinate, coordinate), { minLength: 0, maxLength: 60 }),
      fc.double({ min: -0.3, max: 1.3, noNaN: true }),
      fc.double({ min: -0.3, max: 1.3, noNaN: true }),
      fc.integer({ min: 1, max: 5 }),
      fc.double({ min: 0.01, max: 2, noNaN: true }),
      (points, px, py, k, radius) => {
        const x = Float32Array.from(points, ([value]) => value);
        const y = Float32Array.from(points, ([, value]) => value);
        const distance = (i: number) => Math.hypot(x[i] - px, y[i] - py);
        const found = new PointIndex({ x, y }).nearestOf(px, py, k, radius, (i) => i % 3 !== 2);
        const expected = Array.from(x.keys())
          .filter((i) => i % 3 !== 2 && distance(i) <= radius)
          .map(distance)
          .sort((a, b) => a - b)
          .slice(0, k);
        expect(found.map(distance)).toEqual(expected);
      },
    ),
  );
});

test("points that all lie in one place are found", () => {
  const same = new Float32Array(1000).fill(0.5);
  expect(new PointIndex({ x: same, y: same }).nearestOf(0.5, 0.5, 3)).toHaveLength(3);
});
