import { expect, test } from "vitest";
import { share } from "../../../notebooks/lesson/formulas.js";
import { shownAccuracy } from "../explorer.js";
import {
  answer,
  atRest,
  expectAllCells,
  expectHidden,
  expectInEverySetting,
  expectKeyNumbers,
  lessonPages,
  openFigure,
  passOver,
} from "./lesson.js";

const LESSON = "prompt-engineering";
const lesson = lessonPages();

test("guesses come before results; the board's ensemble follows its checkboxes; the explorer has the same accuracy", async () => {
  const { page, leave } = await lesson.open(LESSON);
  await expectHidden(page, ["1.3 points", "In this order", "Random words against"]);
  const board = page.locator("clip-prompt-board");
  const rows = board.getByRole("row");
  await expect.poll(() => rows.count()).toBeGreaterThan(10);
  expect((await rows.allTextContents()).join(" ")).not.toMatch(/\d\.\d%/);
  await answer(page, "paper", 5);
  await expect.poll(() => page.locator(".compare:visible").first().textContent()).toContain("too high");
  await passOver(page);
  await atRest(page);
  await expectAllCells(page, LESSON);
  await expectKeyNumbers(page, LESSON);

  const ensemble = board.locator(".row.ensemble");
  await expect.poll(() => ensemble.textContent()).toMatch(/\d\.\d%/);
  const before = await ensemble.textContent();
  const second = rows.nth(3).getByRole("checkbox");
  await second.uncheck();
  await expect.poll(() => ensemble.textContent()).not.toBe(before);
  await expect.poll(() => ensemble.textContent()).toMatch(/\d\.\d%/);

  const styles = page.getByRole("table", { name: "The same words under two hands" });
  const there = styles.getByRole("row").last().getByRole("button").nth(1);
  const shown = await there.textContent();
  const formula = await openFigure(page, there);
  const [, all] = /n = (\d+),/.exec(formula) ?? [];
  const [, right] = new RegExp(`= (\\d+) / ${all}`).exec(formula) ?? [];
  expect(shown).toBe(share(Number(right) / Number(all)));
  await expectInEverySetting(page);

  await page.getByRole("link", { name: /with the style in words/ }).click();
  expect(await shownAccuracy(page)).toEqual({ correct: Number(right), total: Number(all) });
  await leave();
});
