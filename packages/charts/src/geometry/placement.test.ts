import { expect, test } from "vitest";
import { fitToSquare, gridPositions } from "./placement.js";

test("positions fill the longer side of the unit square and keep their proportions", () => {
  const { x, y } = fitToSquare({ x: Float32Array.of(-3, 1, 5), y: Float32Array.of(10, 12, 14) });
  expect([...x]).toEqual([0, 0.5, 1]);
  expect([...y]).toEqual([0.25, 0.5, 0.75]);
});

test("one point, or many in one place, land in the middle", () => {
  const { x, y } = fitToSquare({ x: Float32Array.of(7, 7), y: Float32Array.of(-2, -2) });
  expect([...x, ...y]).toEqual([0.5, 0.5, 0.5, 0.5]);
});

test("a grid gives every image a place of its own inside the square", () => {
  for (const n of [1, 10, 200, 1644]) {
    const { x, y } = gridPositions(n);
    const places = new Set(Array.from(x, (value, i) => `${value.toFixed(5)},${y[i].toFixed(5)}`));
    expect(places.size).toBe(n);
    expect([...x, ...y].every((value) => value > 0 && value < 1)).toBe(true);
  }
});

test("points that lack a coordinate are refused", () => {
  expect(() => fitToSquare({ x: Float32Array.of(1, 2), y: Float32Array.of(1) })).toThrow(
    expect.objectContaining({ code: "bad-argument" }),
  );
});
