import { expect, test } from "vitest";
import { emphasis, SceneMaker, type SceneParts } from "./scene.js";

const makeScene = (parts: SceneParts) => new SceneMaker().make(parts);
/** The color of each point. */
const colorsIn = ({ inks, palette }: ReturnType<typeof makeScene>) => Array.from(inks, (ink) => palette[ink]);

const inks = { categories: Uint32Array.of(10, 20), none: 99, amounts: Uint32Array.of(0, 1, 2, 3) };
const categories = {
  codes: Int32Array.of(0, 1, -1, 1),
  entries: [
    { id: "a", label: "a", color: "", shape: 0, n: 1 },
    { id: "b", label: "b", color: "", shape: 2, n: 2 },
  ],
};

test("points have the colors and marks of their categories", () => {
  const scene = makeScene({ n: 4, categories, hiddenIds: [], inks });
  expect(colorsIn(scene)).toEqual([10, 20, 99, 20]);
  expect([...scene.shapes]).toEqual([0, 2, 0, 2]);
});

test("a selection stands out and is painted last; hidden points are not painted", () => {
  const { emphasis: levels, order } = makeScene({
    n: 4,
    categories,
    hiddenIds: ["a"],
    selected: new Set([1]),
    inks,
  });
  expect([...levels]).toEqual([emphasis.hidden, emphasis.selected, emphasis.dim, emphasis.dim]);
  expect([...order]).toEqual([2, 3, 1]);
});

test("an empty selection dims nothing", () => {
  const { emphasis: levels } = makeScene({ n: 4, selected: new Set(), hiddenIds: [], inks });
  expect(new Set(levels)).toEqual(new Set([emphasis.normal]));
});

test("high amounts are painted over low ones, and missing amounts are gray", () => {
  const values = Float32Array.of(1, 0, Number.NaN, 0.5);
  const scene = makeScene({ n: 4, amounts: { values }, hiddenIds: [], inks });
  expect(colorsIn(scene)).toEqual([3, 0, 99, 2]);
  expect([...scene.order]).toEqual([2, 1, 3, 0]);
});

test("amounts that are all equal have one color", () => {
  const scene = makeScene({
    n: 2,
    amounts: { values: Float32Array.of(7, 7) },
    hiddenIds: [],
    inks,
  });
  expect(colorsIn(scene)).toEqual([0, 0]);
});

test("fewer codes or amounts than points are refused", () => {
  const refused = expect.objectContaining({ code: "bad-argument" });
  expect(() => makeScene({ n: 5, categories, hiddenIds: [], inks })).toThrow(refused);
  expect(() => makeScene({ n: 5, amounts: { values: new Float32Array(4) }, hiddenIds: [], inks })).toThrow(
    refused,
  );
});

test("shapes can be those of another column than the colors, also with amounts", () => {
  const shapes = { codes: Int32Array.of(1, 1, 0, -1), entries: categories.entries };
  const amounts = { values: Float32Array.of(0, 1, 2, 3) };
  for (const colored of [{ categories }, { amounts }]) {
    const scene = makeScene({ n: 4, ...colored, shapes, hiddenIds: [], inks });
    expect([...scene.shapes]).toEqual([2, 2, 0, 0]);
  }
});

test("other colors leave the order and the emphasis of the points as they are", () => {
  const maker = new SceneMaker();
  const hiddenIds: string[] = [];
  const first = maker.make({ n: 4, categories, hiddenIds, inks });
  const other = { codes: Int32Array.of(1, 0, 0, -1), entries: categories.entries };
  const second = maker.make({ n: 4, categories: other, hiddenIds, inks });
  expect(second.inks).not.toEqual(first.inks);
  expect(second.order).toBe(first.order);
  expect(second.emphasis).toBe(first.emphasis);
});

test("amounts that are set again unchanged are not recomputed", () => {
  const maker = new SceneMaker();
  const hiddenIds: string[] = [];
  const values = Float32Array.of(1, 2, 3, 4);
  const make = (breaks: number[]) => maker.make({ n: 4, amounts: { values, breaks }, hiddenIds, inks });
  const first = make([2, 3]);
  expect(make([2, 3]).inks).toBe(first.inks);
  expect(make([2, 4]).inks).not.toBe(first.inks);
});
