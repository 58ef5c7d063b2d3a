import type { Page } from "playwright";
import { expect, test } from "vitest";
import { accuracyByAnotherPath, explorer, settled, shownAccuracy } from "./explorer.js";

const { open } = explorer();
const choice = ["--classes", "100", "--seed", "1"];

/** Waits until the address says so, and what follows from it is computed. */
async function addressed(page: Page, part: string): Promise<void> {
  await expect.poll(() => decodeURIComponent(new URL(page.url()).hash)).toContain(part);
  await settled(page);
}

test("another template changes predictions and accuracy, as a script computes it too", async () => {
  const { page, leave } = await open("view=classify&n=100");
  const before = await shownAccuracy(page);
  await page.getByTestId("templates").fill("not a {}");
  await addressed(page, "t=not");
  const after = await shownAccuracy(page);
  const [first] = await accuracyByAnotherPath(...choice);
  const [second] = await accuracyByAnotherPath(...choice, "--template", "not a {}");
  expect(before).toEqual({ correct: first.correct, total: 100 });
  expect(after).toEqual({ correct: second.correct, total: 100 });
  expect(after).not.toEqual(before);
  await leave();
});

test("a template without a place for the name is refused in a sentence, and nothing else changes", async () => {
  const { page, leave } = await open("view=classify&n=100");
  const before = await shownAccuracy(page);
  await page.getByTestId("templates").fill("a drawing");
  await expect.poll(() => page.getByRole("alert").first().textContent()).toContain("has no {}");
  expect(await shownAccuracy(page)).toEqual(before);
  await leave();
});

test("a template that the model can't read to its end is an error that says so, and the results stay", async () => {
  const { page, leave } = await open("view=classify&n=20");
  const before = await shownAccuracy(page);
  await page.getByTestId("templates").fill(`${"a very ".repeat(80)} long sentence about a {}`);
  await expect.poll(() => page.getByTestId("stopped").textContent()).toMatch(/tokens/);
  await page.getByTestId("templates").fill("{}");
  await expect.poll(() => page.getByTestId("stopped").count()).toBe(0);
  expect(await shownAccuracy(page)).toEqual(before);
  await leave();
});

test("a class with another name loses its image, and undoing gives it back", async () => {
  const { page, leave } = await open("view=classify&n=100");
  const before = await shownAccuracy(page);
  const rows = page.getByTestId("class-row");
  const right = rows.filter({ hasText: /^\s*right\s*$/ }).first();
  const name = right.getByRole("textbox");
  const label = (await name.getAttribute("aria-label")) as string;
  await name.fill("qqqq zzzz");
  await name.press("Tab");
  await addressed(page, "qqqq");
  const row = rows.filter({ has: page.getByLabel(label) });
  await expect.poll(async () => (await row.textContent())?.trim()).toBe("wrong");
  await page.getByTestId("reset-classes").click();
  await expect.poll(() => page.url()).not.toContain("qqqq");
  await expect.poll(() => shownAccuracy(page)).toEqual(before);
  await leave();
});

test("a class can be added that has no images", async () => {
  const { page, leave } = await open("view=classify&n=20");
  await settled(page);
  await page.getByTestId("add-class").fill("a drawing of something");
  await page.getByTestId("add-class-button").click();
  await addressed(page, "add=a+drawing");
  expect(await page.getByTestId("class-count").textContent()).toMatch(/^20 of/);
  await expect.poll(() => page.getByTestId("summary").textContent()).toContain("21 classes");
  await leave();
});
