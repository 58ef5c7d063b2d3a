import fc from "fast-check";
import { expect, test } from "vitest";
import { type Likeness, seriate } from "./seriate.js";

const pairs = (count: number) =>
  fc.array(
    fc.record({
      a: fc.nat(count - 1),
      b: fc.nat(count - 1),
      weight: fc.double({ min: 0.01, max: 5, noNaN: true }),
    }),
    { maxLength: 60 },
  );

test("every item is in the order once, whatever the pairs, and the order of the pairs does not matter", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }).chain((n) => fc.tuple(fc.constant(n), pairs(n))),
      ([n, given]) => {
        const order = seriate(n, given);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        const distinct = [...new Map(given.map((pair) => [[pair.a, pair.b].sort().join(), pair])).values()];
        expect([...seriate(n, distinct.toReversed())]).toEqual([...seriate(n, distinct)]);
      },
    ),
  );
});

test("a chain is found again, from one end to the other", () => {
  const hidden = [4, 0, 6, 2, 5, 1, 3];
  const chain: Likeness[] = hidden.slice(1).map((b, i) => ({ a: hidden[i], b, weight: 1 + i * 0.01 }));
  const order = [...seriate(7, chain)];
  expect([hidden.join(), hidden.toReversed().join()]).toContain(order.join());
});

test("blocks stay together, and items without a pair come last", () => {
  const block = (items: number[], weight: number) =>
    items.flatMap((a, i) => items.slice(i + 1).map((b) => ({ a, b, weight })));
  const order = [
    ...seriate(9, [...block([0, 3, 6], 2), ...block([1, 4, 7], 1), { a: 0, b: 1, weight: 0.1 }]),
  ];
  expect(new Set(order.slice(0, 3).concat(order.slice(3, 6)))).toEqual(new Set([0, 3, 6, 1, 4, 7]));
  const places = (items: number[]) => items.map((item) => order.indexOf(item)).sort((a, b) => a - b);
  for (const items of [
    [0, 3, 6],
    [1, 4, 7],
  ])
    expect(places(items)[2] - places(items)[0]).toBe(2);
  expect(order.slice(6)).toEqual([2, 5, 8]);
});

test("items out of range and weights that are not positive are refused", () => {
  const refused = expect.objectContaining({ code: "bad-argument" });
  expect(() => seriate(2, [{ a: 0, b: 2, weight: 1 }])).toThrow(refused);
  expect(() => seriate(2, [{ a: 0, b: 1, weight: 0 }])).toThrow(refused);
});
