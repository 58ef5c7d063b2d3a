import { expect, test } from "vitest";
import { share } from "../../../notebooks/lesson/formulas.js";
import { accuracyByAnotherPath } from "../explorer.js";
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

const LESSON = "lab-book";
const lesson = lessonPages();

test("choice on validation, one look at test, and everything written from one record", async () => {
  const { page, leave } = await lesson.open(LESSON, { colorScheme: "dark" });
  await atRest(page);
  await expectHidden(page, ["Methods", "p = "]);
  await answer(page, "best", "the bare name (1)");
  expect(await page.getByRole("table", { name: "The one look at test" }).count()).toBe(0);
  await passOver(page);
  await atRest(page);
  await expectAllCells(page, LESSON);
  await expectKeyNumbers(page, LESSON);

  const textOf = async (name: string) => (await page.getByRole("region", { name }).textContent()) ?? "";
  const details = page.locator("details", { hasText: "characters of JSON" });
  await details.locator("summary").click();
  const record = JSON.parse(await textOf("Record"));
  const table = page.getByRole("table", { name: "The one look at test" });
  const bare = table.getByRole("row").nth(1);
  expect(await bare.textContent()).toContain(share(record.test.baseline.value));
  expect(await openFigure(page, bare.getByRole("button"))).toContain(
    `= ${record.test.baseline.successes} / ${record.test.baseline.n}`,
  );
  const methods = await textOf("Methods paragraph");
  for (const part of [
    share(record.test.chosen.value),
    record.chosen.title,
    `p = ${record.test.mcNemar.pValue < 0.001 ? "<" : record.test.mcNemar.pValue.toFixed(3)}`,
  ]) {
    expect(methods).toContain(part);
  }
  const latex = await textOf("LaTeX table");
  expect(latex).toContain("\\begin{tabular}{lrrlrl}");
  expect(latex.split("\n").filter((line) => line.endsWith("\\\\")).length).toBe(1 + record.compared.length);

  // Validation and test together with train are all images of the bare name, which a script scores by another path.
  const [{ total }] = await accuracyByAnotherPath("--classes", "400", "--template", "{}");
  expect(record.classes).toBe(total);
  expect(record.manifest.templates.texts).toEqual(record.chosen.templates);
  await expectInEverySetting(page);
  await leave();
});
