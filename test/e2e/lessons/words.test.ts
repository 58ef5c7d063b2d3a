import { expect, test } from "vitest";
import { accuracyByAnotherPath, shownAccuracy } from "../explorer.js";
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

const LESSON = "words-become-a-classifier";
const lesson = lessonPages();

test("arrows turn at once; the model is one figure; the accuracy is Node's, kept, and the explorer's", async () => {
  const { page, leave } = await lesson.open(LESSON);
  // The toy needs no model: it answers before one is there.
  const cat = page
    .getByRole("table", { name: /fits the picture/ })
    .first()
    .getByRole("row", { name: /^a cat/ });
  const before = await cat.textContent();
  await page.getByLabel("Turn the picture").first().fill("150");
  expect(await cat.textContent()).not.toBe(before);

  const [{ correct, total }] = await accuracyByAnotherPath(
    "--classes",
    "200",
    "--template",
    "a drawing of {}",
  );
  const shown = `${((100 * correct) / total).toFixed(1)}%`;
  await atRest(page);
  await expectHidden(page, [`${correct} of ${total}`]);

  await answer(page, "scale", "higher");
  await answer(page, "sentence", "“a drawing of a penguin”");
  await answer(page, "diagonal", 5);
  await answer(page, "accuracy", 50);
  await passOver(page);
  await atRest(page);
  await expectAllCells(page, LESSON);
  await expectKeyNumbers(page, LESSON);
  expect(await page.locator(".tally").textContent()).toBe("4 of 5 made, 1 shown without");

  const accuracy = page.locator("#accuracy button");
  expect(await accuracy.textContent()).toBe(shown);
  expect(await openFigure(page, accuracy)).toContain(`= ${correct} / ${total}`);

  // Choosing a sentence shows the products that its cosine is the sum of.
  const model = page.locator(".model");
  const sentence = model.locator("li").nth(2);
  await sentence.getByRole("button", { name: /^a drawing of/ }).click();
  const cosine = await sentence.locator(".step button").first().textContent();
  expect(await model.locator(".products p button").textContent()).toBe(cosine);
  // A drawing made in the page is a picture like the others.
  await page.getByRole("button", { name: "Draw", exact: true }).click();
  const pad = page.locator("clip-sketch canvas");
  const box = (await pad.boundingBox()) as { x: number; y: number };
  await page.mouse.move(box.x + 60, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 180, box.y + 180, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => model.locator(".seen canvas").getAttribute("aria-label")).toContain("your drawing");
  await expectInEverySetting(page);

  await page.reload();
  await atRest(page);
  expect(await accuracy.textContent()).toBe(shown);
  expect((await stages(page)).filter((stage) => /encoding images/i.test(stage))).toEqual([]);

  await page.getByRole("link", { name: "The same classifier in the explorer" }).click();
  expect(await shownAccuracy(page)).toEqual({ correct, total });
  await leave();
});
