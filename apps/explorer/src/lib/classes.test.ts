import { expect, test } from "vitest";
import { chooseClasses, chosenRenditions, listItems, type PackIndex, type Rendition } from "./classes.js";

/** Twenty concepts; "all" has every one, "even" every other one, in an order of its own. */
const index: PackIndex = {
  concepts: Array.from({ length: 20 }, (_, c) => ({
    id: `ID${c}`,
    name: `name ${c}`,
    keywords: [],
    group: "objects",
    subgroup: "tool",
  })),
  renditions: [rendition("all", (c) => c), rendition("even", (c) => (c % 2 ? -1 : (c / 2 + 3) % 10))],
};

function rendition(id: string, imageOf: (c: number) => number): Rendition {
  return { id, imageOf: Int32Array.from({ length: 20 }, (_, c) => imageOf(c)) } as Rendition;
}

const choice = { classes: Number.POSITIVE_INFINITY, seed: 1, renamed: {}, added: [] };

test("the classes are concepts that every chosen rendition has", () => {
  const classes = chooseClasses(index, index.renditions, choice);
  expect([...classes.concepts]).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  expect(classes.names[3]).toBe("name 6");
  expect(chooseClasses(index, index.renditions, { ...choice, classes: 4 }).names).toHaveLength(4);
});

test("edits rename, leave out and add", () => {
  const edits = { ...choice, renamed: { ID2: "deux", ID4: "" }, added: ["nothing of the kind"] };
  const classes = chooseClasses(index, [index.renditions[1]], edits);
  expect(classes.names).toEqual([
    "name 0",
    "deux",
    "name 6",
    "name 8",
    "name 10",
    "name 12",
    "name 14",
    "name 16",
    "name 18",
    "nothing of the kind",
  ]);
  expect([...classes.concepts].at(-1)).toBe(-1);
});

test("every class has its image in every rendition", () => {
  const classes = chooseClasses(index, index.renditions, { ...choice, classes: 5, added: ["more"] });
  const items = listItems(index.renditions, classes);
  expect(items.length).toBe(10);
  for (let item = 0; item < items.length; item++) {
    const from = index.renditions[Math.floor(item / items.perRendition)];
    expect(items.concept[item]).toBe(classes.concepts[item % items.perRendition]);
    expect(items.image[item]).toBe(from.imageOf[items.concept[item]]);
  }
});

test("unknown renditions in a link fall back to the first there is", () => {
  expect(chosenRenditions(index, ["even", "gone"]).map(({ id }) => id)).toEqual(["even"]);
  expect(chosenRenditions(index, ["gone"]).map(({ id }) => id)).toEqual(["all"]);
});
