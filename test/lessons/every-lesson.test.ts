import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cellsIn, gatesOf, questionsIn } from "../../notebooks/build/gates.js";
import { lessons } from "../../notebooks/lesson/lessons.js";
import { notebooks, root } from "../../scripts/setup/places.mjs";

const files = readdirSync(notebooks).filter((name) => name.endsWith(".html"));

/** Lessons whose numbers are those of files that a reader chooses, or of images that a page's canvas has drawn. */
const PAGE_ONLY = ["your-own-data-and-model"];

const INTERACTION = /\.(fill|check|uncheck|click|press|selectOption|setInputFiles|down)\(|\bopenFigure\(/g;

test("each notebook is a lesson or the index, and has a test in a browser, in light and dark, wide and narrow", async () => {
  expect(files.sort()).toEqual(["index.html", ...lessons.map(({ id }) => `${id}.html`)].sort());
  const folder = join(root, "test/e2e/lessons");
  const tests = await Promise.all(
    readdirSync(folder)
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => readFile(join(folder, name), "utf8")),
  );
  for (const { id } of lessons) {
    const own = tests.filter((source) => source.includes(`LESSON = "${id}"`));
    expect(own, id).toHaveLength(1);
    expect(own[0].includes("await expectKeyNumbers(page, LESSON"), id).toBe(!PAGE_ONLY.includes(id));
    expect(own[0], id).toContain("await expectInEverySetting(page)");
    // Besides predicting, readers turn, choose, press or draw something in the lesson.
    expect(own[0].match(INTERACTION)?.length, id).toBeGreaterThan(1);
  }
});

test.each(lessons)(
  "$title asks before it tells, each question once, and ends with things to try",
  async ({ id }) => {
    const cells = cellsIn(await readFile(join(notebooks, `${id}.html`), "utf8"));
    const asked = cells.flatMap(questionsIn);
    expect(asked.length).toBeGreaterThan(1);
    expect(new Set(asked).size).toBe(asked.length);
    const gates = gatesOf(cells);
    for (const question of asked)
      expect([...gates.values()].some((ids) => ids.includes(question))).toBe(true);
    expect(cells.some(({ source }) => /^\s*## Try$/m.test(source))).toBe(true);
    const ids = cells.map((cell) => cell.id);
    expect(new Set(ids).size).toBe(ids.length);
  },
);
