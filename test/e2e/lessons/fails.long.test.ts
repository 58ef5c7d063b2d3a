import type { Page } from "playwright";
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
  stages,
} from "./lesson.js";

const LESSON = "where-it-fails";
const lesson = lessonPages();

/** Texts of the second cell of each row of a table. */
const values = (page: Page, name: string): Promise<string[]> =>
  page
    .getByRole("table", { name, exact: true })
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => row.querySelector("td button")?.textContent ?? ""));

test("nothing shows before its prediction; numbers are Node's; scenes, labels and lists of the reader's own are answered", async () => {
  const { page, leave } = await lesson.open(LESSON);
  // The scene needs no model: it is there before one is.
  const scene = page.locator("canvas.scene");
  await page.getByRole("slider", { name: "How many" }).fill("7");
  expect(await scene.getAttribute("aria-label")).toBe("seven red circles");
  await atRest(page);
  await expectHidden(page, [
    "Clearly better than guessing",
    "Close names",
    "is kept, and",
    "points between wordings",
    "What a label does",
    "who is called what",
    "Work named right",
  ]);
  await answer(page, "count", 100);
  await answer(page, "worst", "how many");
  await passOver(page);
  await atRest(page);
  await expectAllCells(page, LESSON);
  const numbers = await expectKeyNumbers(page, LESSON);

  const said = (...names: string[]) => names.map((name) => share(numbers[name] as number));
  const scenes = Object.keys(numbers).filter((name) => name.startsWith("scenes, "));
  expect(scenes).toHaveLength(10);
  expect(await values(page, "Accuracy on scenes by question")).toEqual(said(...scenes));
  expect(await values(page, "What a label does, and what its word does")).toEqual(
    said("drawings named right", "with a blank label", "with another thing’s name"),
  );
  expect((await values(page, "Work named right, by whom the drawing shows")).slice(0, 2)).toEqual(
    said("men’s work named right", "women’s work named right"),
  );
  const counted = page.getByRole("table", { name: "Accuracy on scenes by question" }).getByRole("button");
  expect(await openFigure(page, counted.first())).toContain("/ 60");

  // The scene made above is among its ten counts; a word on a drawing is among its names.
  const mine = page.getByRole("table", { name: "Probabilities for your scene" });
  expect(await mine.getByRole("row", { name: /true/ }).textContent()).toContain("seven red circles");
  const labeled = page.getByRole("table", { name: "Probabilities for your picture" });
  await page.getByRole("textbox", { name: "Word on the label" }).fill("ladder");
  await expect.poll(() => labeled.getByRole("row", { name: /ladder.*written/ }).count()).toBe(1);
  expect(await labeled.getByRole("row", { name: /written/ }).count()).toBe(1);
  const covered = await labeled.textContent();
  await page.getByRole("checkbox", { name: "Label", exact: true }).uncheck();
  await expect.poll(() => labeled.textContent()).not.toBe(covered);
  expect(await labeled.getByRole("row", { name: /written/ }).count()).toBe(0);
  // Nothing is turned away at 0, everything at 1.
  const threshold = page.getByLabel(/none of these/);
  const kept = page.getByRole("table", { name: "Kept and turned away at this threshold" });
  await threshold.fill("0");
  await expect.poll(() => kept.getByRole("row").nth(2).textContent()).toContain("100.0%0.0%");
  // Shares of a list add up to one in each group.
  const own = page.getByRole("table", { name: "Your classes: who is called what" });
  await page.getByRole("checkbox", { name: "a monster" }).check();
  await expect.poll(() => own.getByRole("columnheader", { name: "a monster" }).count()).toBe(1);
  for (const row of await own.locator("tbody tr").all()) {
    const shares = (await row.getByRole("button").allTextContents()).map(Number.parseFloat);
    expect(Math.abs(shares.reduce((sum, each) => sum + each, 0) - 100)).toBeLessThanOrEqual(3);
  }
  await expectInEverySetting(page);

  await page.reload();
  await atRest(page);
  expect((await stages(page)).filter((stage) => /encoding images/i.test(stage))).toEqual([]);

  await page.getByLabel("Another kind").selectOption("a heart");
  await expect.poll(() => page.getByText("Rows are drawings of a heart").count()).toBe(1);
  const hearts = page
    .getByRole("table", { name: "The same drawings among close names and among strangers" })
    .getByRole("row", { name: /^of a heart/ })
    .getByRole("button");
  const formula = await openFigure(page, hearts);
  const [, total] = /n = (\d+),/.exec(formula) ?? [];
  const [, correct] = new RegExp(`= (\\d+) / ${total}`).exec(formula) ?? [];
  expect(await hearts.textContent()).toBe(share(Number(correct) / Number(total)));
  await page.getByRole("link", { name: "These names and drawings in the explorer" }).click();
  expect(await shownAccuracy(page)).toEqual({ correct: Number(correct), total: Number(total) });
  await leave();
});
