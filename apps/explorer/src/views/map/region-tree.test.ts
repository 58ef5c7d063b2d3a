import type { FoundRegion } from "@clipscope/study";
import { expect, test } from "vitest";
import { PAGE, treeNodes } from "./region-tree.js";

const region = (parent: number, points: number[], central = points[0]): FoundRegion => ({
  level: parent < 0 ? 0 : 1,
  parent,
  points: Int32Array.from(points),
  densest: points[0],
  central,
});
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
/** Points 0 … 99 are the rows 1000 … 1099; 90 … 99 are in no region. */
const rows = Int32Array.from(range(1000, 1100));
const regions = [region(-1, range(0, 80), 5), region(0, range(0, 10), 3), region(-1, range(80, 90))];
const all = { has: () => true };
const closed = { open: new Set<string>(), limits: new Map<string, number>(), neighborsOf: () => undefined };

test("at first there are the coarsest regions, with their most central image, and what is in none", () => {
  const nodes = treeNodes({ rows, regions }, all, closed);
  expect(nodes.map(({ kind, region, row, count }) => [kind, region, row, count])).toEqual([
    ["region", 0, 1005, 80],
    ["region", 2, 1080, 10],
    ["region", -1, 1090, 10],
  ]);
  expect(nodes.map(({ place, siblings }) => [place, siblings])).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
});

test("an open region has its parts, then its other images, page by page; an open image has its nearest", () => {
  const open = new Set(["/r0", "/r0/1010"]);
  const neighborsOf = (row: number) => (row === 1010 ? Int32Array.of(1011, 1044) : undefined);
  const nodes = treeNodes({ rows, regions }, all, { ...closed, open, neighborsOf });
  const [whole, part, first, near, far, second] = nodes;
  expect(whole.expanded).toBe(true);
  expect(part).toMatchObject({ kind: "region", region: 1, level: 2, place: 1, parent: "/r0" });
  expect(first).toMatchObject({ kind: "image", row: 1010, level: 2, place: 2, expanded: true });
  expect([near, far]).toMatchObject([
    { row: 1011, level: 3, place: 1, siblings: 2, parent: "/r0/1010" },
    { row: 1044, level: 3, place: 2, siblings: 2 },
  ]);
  expect(near.expanded).toBeUndefined();
  expect(second).toMatchObject({ row: 1011, level: 2 });
  expect(nodes.find(({ kind }) => kind === "more")).toMatchObject({ count: 70 - PAGE, parent: "/r0" });
  const ids = nodes.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const limits = new Map([["/r0", 2 * PAGE]]);
  const longer = treeNodes({ rows, regions }, all, { ...closed, open: new Set(["/r0"]), limits });
  expect(longer.filter(({ kind, parent }) => kind === "image" && parent === "/r0")).toHaveLength(70);
});

test("rows that are not shown are in no list, and regions without any are left out", () => {
  const nodes = treeNodes(
    { rows, regions },
    { has: (row) => row < 1080 && row !== 1011 },
    {
      ...closed,
      open: new Set(["/r0"]),
    },
  );
  expect(nodes.filter(({ kind }) => kind === "region").map(({ region }) => region)).toEqual([0, 1]);
  expect(nodes[0].count).toBe(79);
  expect(nodes.some(({ row }) => row === 1011)).toBe(false);
});
