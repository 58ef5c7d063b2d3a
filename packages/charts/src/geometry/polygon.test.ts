import { polygonContains } from "d3";
import { expect, test } from "vitest";
import { boxOutline, insidePolygon, type Point } from "./polygon.js";

test("points are inside an outline where d3 says so", () => {
  const star: Point[] = Array.from({ length: 10 }, (_, i) => {
    const r = i % 2 ? 0.4 : 1;
    return [r * Math.cos((i * Math.PI) / 5), r * Math.sin((i * Math.PI) / 5)];
  });
  let inside = 0;
  for (let x = -1.05; x < 1; x += 0.0713) {
    for (let y = -1.05; y < 1; y += 0.0713) {
      const expected = polygonContains(star as [number, number][], [x, y]);
      if (expected) inside++;
      expect(insidePolygon(x, y, star)).toBe(expected);
    }
  }
  expect(inside).toBeGreaterThan(100);
});

test("a box contains what lies between its corners, whichever way it was drawn", () => {
  const box = boxOutline([5, 6], [1, 2]);
  expect(insidePolygon(3, 4, box)).toBe(true);
  expect(insidePolygon(0.5, 4, box)).toBe(false);
});
