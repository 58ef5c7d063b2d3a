import fc from "fast-check";
import { expect, test } from "vitest";
import { PointIndex } from "../../geometry/point-index.js";
import { regionsOf } from "./regions.js";

const coordinate = fc.double({ min: 0, max: 1, noNaN: true });
const entriesOf = (k: number) =>
  Array.from({ length: k }, (_, i) => ({ id: `c${i}`, label: `c${i}`, color: "#000", shape: 0, n: 1 }));
const everything = () => true;

function labeled(places: readonly (readonly [number, number, number])[], k: number) {
  const x = Float32Array.from(places, ([value]) => value);
  const y = Float32Array.from(places, ([, value]) => value);
  const codes = Int32Array.from(places, ([, , code]) => code);
  return {
    categories: { codes, entries: entriesOf(k) },
    positions: { x, y },
    index: new PointIndex({ x, y }),
  };
}

test("the points nearest to a name are mostly of its category, whatever the points are", () => {
  let placed = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(coordinate, coordinate, fc.nat(3)), { minLength: 5, maxLength: 200 }),
      (places) => {
        const { categories, positions, index } = labeled(places, 4);
        for (const { category, x, y } of regionsOf(categories, positions, index, everything)) {
          const near = index.nearestOf(x, y, 9);
          expect(near.filter((i) => categories.codes[i] === category).length * 2).toBeGreaterThan(
            near.length,
          );
          placed++;
        }
      },
    ),
  );
  expect(placed).toBeGreaterThan(0);
});

/** Points around a center, in a fixed spiral. */
const blob = (cx: number, cy: number, code: number, n = 60) =>
  Array.from({ length: n }, (_, i): [number, number, number] => {
    const radius = 0.05 * Math.sqrt((i + 0.5) / n);
    return [cx + radius * Math.cos(i * 2.4), cy + radius * Math.sin(i * 2.4), code];
  });

test("a category in two clusters has a name in each, and none in the empty middle", () => {
  const { categories, positions, index } = labeled(
    [...blob(0.1, 0.5, 0), ...blob(0.9, 0.5, 0), ...blob(0.5, 0.1, 1)],
    2,
  );
  const names = regionsOf(categories, positions, index, everything);
  const xs = names.filter(({ category }) => category === 0).map(({ x }) => x);
  expect(xs.sort().map((x) => Math.round(10 * x))).toEqual([1, 9]);
  const [other] = names.filter(({ category }) => category === 1);
  expect([other.x, other.y].map((value) => Math.round(10 * value))).toEqual([5, 1]);
});

test("a category that is everywhere among others has no name, and hidden points count for nothing", () => {
  const many = blob(0.5, 0.5, 0, 200);
  const among = many.map(([x, y], i): [number, number, number] => [x, y, i % 8 === 0 ? 1 : 0]);
  const { categories, positions, index } = labeled(among, 2);
  expect(regionsOf(categories, positions, index, everything).map(({ category }) => category)).toEqual([0]);
  const alone = regionsOf(categories, positions, index, (i) => categories.codes[i] === 1);
  expect(alone.map(({ category }) => category)).toEqual([1]);
});
