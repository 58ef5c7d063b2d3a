import fc from "fast-check";
import { expect, test } from "vitest";
import { isolated, itemsOf, toggled } from "./entry-list.js";
import type { LegendEntry } from "./legend-entry.js";

const entry = (id: string, parent?: string, n = 1): LegendEntry => ({
  id,
  label: id,
  color: "#000",
  shape: 0,
  n,
  ...(parent !== undefined && { parent }),
});
const family = (parent: string, count: number) =>
  Array.from({ length: count }, (_, i) => entry(`${parent} ${i}`, parent));
const names = (items: ReturnType<typeof itemsOf>) =>
  items.map((item) => ("entry" in item ? item.entry.id : `${item.title} (${item.children.length})`));

test("many entries are folded by their parents, and open where they are opened or found", () => {
  const entries = [...family("cats", 8), ...family("dogs", 9), entry("other")];
  expect(names(itemsOf(entries, "", new Set()))).toEqual(["cats (8)", "dogs (9)", "other"]);
  expect(names(itemsOf(entries, "", new Set(["cats"])))).toHaveLength(3 + 8);
  expect(names(itemsOf(entries, "S 7", new Set()))).toEqual(["cats (1)", "cats 7", "dogs (1)", "dogs 7"]);
  expect(names(itemsOf(entries, "otter", new Set()))).toEqual([]);
});

test("few entries are not folded, and those without rows are not listed", () => {
  expect(names(itemsOf([...family("cats", 3), entry("none", "cats", 0)], "", new Set()))).toEqual([
    "cats 0",
    "cats 1",
    "cats 2",
  ]);
});

test("hiding and showing again changes nothing, and isolating twice shows all", () => {
  const entries = family("cats", 6);
  const ids = entries.map(({ id }) => id);
  fc.assert(
    fc.property(fc.subarray(ids), fc.constantFrom(...ids), (hidden, id) => {
      expect(new Set(toggled(toggled(hidden, [id]), [id]))).toEqual(new Set(hidden));
      const alone = isolated(entries, [], [id]);
      expect(alone).toEqual(ids.filter((other) => other !== id));
      expect(isolated(entries, alone, [id])).toEqual([]);
    }),
  );
});

test("a parent with some hidden entries hides the rest first, then shows all", () => {
  const ids = ["a", "b"];
  expect(toggled(["a"], ids)).toEqual(["a", "b"]);
  expect(toggled(["a", "b", "c"], ids)).toEqual(["c"]);
});
