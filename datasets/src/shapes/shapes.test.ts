import { expect, test } from "vitest";
import type { CategoryColumn, TextColumn } from "../dataset.js";
import { openShapes } from "./index.js";

const at = (column: CategoryColumn, row: number) => column.values[column.codes[row]];

test("the same options give the same images on every machine", async () => {
  const [one, again, other] = await Promise.all([openShapes(), openShapes(), openShapes({ seed: 2 })]);
  expect(one.hash).toBe(again.hash);
  expect(one.hash).not.toBe(other.hash);
  expect(await one.images?.read(7)).toEqual(await again.images?.read(7));
  expect(await one.images?.read(7)).not.toEqual(await other.images?.read(7));
});

test("the caption says what the pixels show", async () => {
  const { images, columns } = await openShapes({ train: 200, test: 0 });
  const caption = columns.get("caption") as TextColumn;
  for (let row = 0; row < 200; row++) {
    const image = (await images?.read(row)) as { data: Uint8Array };
    let [reddest, darkest] = [Number.NEGATIVE_INFINITY, 765];
    for (let i = 0; i < image.data.length; i += 3) {
      const [r, g, b] = image.data.subarray(i, i + 3);
      reddest = Math.max(reddest, r - (g + b) / 2);
      darkest = Math.min(darkest, r + g + b);
    }
    // Yellow and purple have red in them, too.
    if (/\bred\b/.test(caption.at(row))) expect(reddest, caption.at(row)).toBeGreaterThan(110);
    else expect(reddest, caption.at(row)).toBeLessThan(140);
    expect(darkest < 210, caption.at(row)).toBe(/\bblack\b/.test(caption.at(row)));
  }
});

test("a sixth of the combinations is in test images alone", async () => {
  const { columns } = await openShapes();
  const [label, split, combination] = ["label", "split", "combination"].map(
    (name) => columns.get(name) as CategoryColumn,
  );
  const rows = [...label.codes.keys()];
  const seen = new Set(rows.filter((row) => at(split, row) === "train").map((row) => at(label, row)));
  const fresh = new Set(rows.filter((row) => at(combination, row) === "new").map((row) => at(label, row)));
  expect([seen.size, fresh.size]).toEqual([30, 6]);
  expect([...fresh].filter((each) => seen.has(each))).toEqual([]);
});

test("swapping the shapes of a pair keeps its words and changes its meaning", async () => {
  const { columns } = await openShapes({ kind: "two", train: 300, test: 10 });
  const [caption, swapped] = ["caption", "swapped"].map((name) => columns.get(name) as TextColumn);
  for (let row = 0; row < 310; row++) {
    expect(swapped.at(row)).not.toBe(caption.at(row));
    const words = (text: string) => text.split(" ").sort().join(" ");
    expect(words(swapped.at(row))).toBe(words(caption.at(row)));
  }
});

test("options out of range are refused", async () => {
  await expect(openShapes({ size: 4 })).rejects.toThrow(/size is 4/);
  await expect(openShapes({ train: -1 })).rejects.toThrow(/train is -1/);
  await expect(openShapes({ kind: "three" as "two" })).rejects.toMatchObject({ code: "bad-argument" });
});
