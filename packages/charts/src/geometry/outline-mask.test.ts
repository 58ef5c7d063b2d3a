import fc from "fast-check";
import { expect, test } from "vitest";
import { OutlineMask } from "./outline-mask.js";
import { insidePolygon, type Point } from "./polygon.js";

// Numbers so small that a product of two is 0 are left out: with them, the rule itself depends on rounding.
const coordinate = fc.oneof(
  fc.integer({ min: -5000, max: 5000 }).map((thousandths) => thousandths / 1000),
  fc.double({ min: 0.001, max: 5, noNaN: true }),
);
const place = fc.tuple(coordinate, coordinate);

test("a prepared outline, also one that crosses itself, contains what the outline contains", () => {
  fc.assert(
    fc.property(
      fc.array(place, { minLength: 3, maxLength: 30 }),
      fc.array(place, { maxLength: 50 }),
      (outline, places) => {
        const mask = new OutlineMask(outline);
        for (const [x, y] of places) expect(mask.contains(x, y)).toBe(insidePolygon(x, y, outline));
      },
    ),
  );
});

test("a star contains the same places on a fine grid", () => {
  const star: Point[] = Array.from({ length: 10 }, (_, i) => {
    const r = i % 2 ? 0.4 : 1;
    return [r * Math.cos((i * Math.PI) / 5), r * Math.sin((i * Math.PI) / 5)];
  });
  const mask = new OutlineMask(star);
  let [inside, wrong] = [0, 0];
  for (let x = -1.1; x < 1.1; x += 0.0137) {
    for (let y = -1.1; y < 1.1; y += 0.0137) {
      if (mask.contains(x, y) !== insidePolygon(x, y, star)) wrong++;
      if (mask.contains(x, y)) inside++;
    }
  }
  expect(wrong).toBe(0);
  expect(inside).toBeGreaterThan(2000);
});
