import fc from "fast-check";
import { expect, test } from "vitest";
import { movedCursor } from "./matrix-keys.js";
import { clampView, LEAST_VISIBLE, largestZoom, layOutMatrix, WHOLE } from "./matrix-layout.js";

test.each([
  [872, 760, 10],
  [872, 760, 92],
  [1600, 1000, 2000],
  [390, 460, 58],
])("in %i × %i pixels the cells of %i categories take most of the space", (width, height, n) => {
  const layout = layOutMatrix(width, height, { n, name: 120 }, WHOLE);
  expect(layout.width * layout.height).toBeGreaterThan(0.35 * width * height);
  expect(layout.left + layout.width).toBeLessThan(width);
  expect(layout.top + layout.height).toBeLessThan(height);
});

test("at the largest zoom six rows and columns are visible, and every view stays inside", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 2000 }),
      fc.record({
        x: fc.double({ min: -1, max: 2, noNaN: true }),
        y: fc.double({ min: -1, max: 2, noNaN: true }),
        k: fc.double({ min: 0.1, max: 1000, noNaN: true }),
      }),
      (n, asked) => {
        const view = clampView(asked, n);
        const layout = layOutMatrix(900, 700, { n, name: 100 }, view);
        const visible = layout.rows[1] - layout.rows[0];
        expect(visible).toBeGreaterThanOrEqual(Math.min(n, LEAST_VISIBLE));
        expect(layout.dx).toBeLessThanOrEqual(1e-6);
        expect(layout.dx + n * layout.cellWidth).toBeGreaterThanOrEqual(layout.width - 1e-3);
        const closest = layOutMatrix(
          900,
          700,
          { n, name: 100 },
          clampView({ ...asked, k: largestZoom(n) }, n),
        );
        expect(closest.rows[1] - closest.rows[0]).toBeLessThanOrEqual(LEAST_VISIBLE + 1);
      },
    ),
  );
});

test("keys move the cursor by a cell, to the ends of a row, by a page and to the corners", () => {
  const key = (name: string, ctrlKey = false) =>
    movedCursor({ key: name, ctrlKey, metaKey: false }, { row: 5, column: 5 }, { count: 40, page: 10 });
  expect(key("ArrowLeft")).toEqual({ row: 5, column: 4 });
  expect(key("Home")).toEqual({ row: 5, column: 0 });
  expect(key("End")).toEqual({ row: 5, column: 39 });
  expect(key("PageDown")).toEqual({ row: 15, column: 5 });
  expect(key("PageUp")).toEqual({ row: 0, column: 5 });
  expect(key("End", true)).toEqual({ row: 39, column: 39 });
  expect(key("ArrowDown", true)).toEqual({ row: 39, column: 5 });
  expect(key("toString")).toBeUndefined();
});
