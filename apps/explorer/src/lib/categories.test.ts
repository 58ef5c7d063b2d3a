import { expect, test } from "vitest";
import { categorize, groupLabel, otherId, subgroupLabel } from "./categories.js";

test("the ten largest categories are kept, the rest are one more", () => {
  // Category k has k + 1 items; 14 categories.
  const ids = Array.from({ length: 14 }, (_, k) => Array(k + 1).fill(`c${k}`)).flat();
  const { of, entries } = categorize(
    ids.length,
    (i) => ids[i],
    (id) => id.toUpperCase(),
    "size",
  );
  expect(entries.map(({ id }) => id)).toEqual([
    ...Array.from({ length: 10 }, (_, i) => `c${13 - i}`),
    otherId,
  ]);
  expect(entries.at(-1)).toEqual({ id: otherId, label: "4 other", n: 1 + 2 + 3 + 4 });
  entries.forEach(({ n }, place) => {
    expect(of.filter((category) => category === place)).toHaveLength(n);
  });
});

test("an item without a category is in none", () => {
  const { of, entries } = categorize(
    3,
    (i) => (i === 1 ? undefined : "a"),
    (id) => id,
    "first",
  );
  expect([...of]).toEqual([0, -1, 0]);
  expect(entries).toEqual([{ id: "a", label: "a", n: 2 }]);
});

test("keys become words", () => {
  expect(groupLabel("smileys-emotion")).toBe("Smileys & emotion");
  expect(groupLabel("objects")).toBe("Objects");
  expect(subgroupLabel("face-neutral-skeptical")).toBe("Face neutral skeptical");
});

test("an order can be given", () => {
  const { entries } = categorize(
    3,
    (i) => ["wrong", "wrong", "right"][i],
    (id) => id,
    ["right", "wrong", "none"],
  );
  expect(entries.map(({ id }) => id)).toEqual(["right", "wrong"]);
});
