import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findWrongCells } from "../../notebooks/check/check-cells.mjs";
import { notebooks, root } from "../../scripts/setup/places.mjs";

const WRONG = "test/lessons/cells/wrong.html";

test("the cells of all notebooks are free of type errors and broken rules, and mistakes are found in their lines", async () => {
  const files = readdirSync(notebooks).filter((name) => name.endsWith(".html"));
  const found = await findWrongCells([...files.map((name) => join(notebooks, name)), join(root, WRONG)]);
  expect(found.filter((sentence) => !sentence.startsWith(WRONG))).toEqual([]);
  const told = found.flatMap((sentence) => {
    const [, place, rule] = /^.+?:(\d+:\d+): ([\w/]+):/.exec(sentence) ?? [];
    return place && sentence.startsWith(WRONG) ? [`${place} ${rule}`] : [];
  });
  expect(told.sort()).toEqual([
    "11:32 TS2551",
    "11:55 TS2339",
    "15:19 TS2345",
    "15:25 TS2554",
    "15:30 lint/suspicious/noDoubleEquals",
    "8:11 TS6133",
  ]);
});
