import { join } from "node:path";
import { expect, test } from "vitest";
import { lessons } from "../../../notebooks/lesson/lessons.js";
import { builtIns } from "../../../scripts/serve/explorer.mjs";
import { explorer, notebooks } from "../../../scripts/setup/places.mjs";
import { CLASSROOM } from "../chromium.mjs";
import { shownAccuracy } from "../explorer.js";
import { serveStatic } from "../static.js";
import { atRest, expectAccessible, expectFits, lessonPages, passOver } from "./lesson.js";

const pages = lessonPages();

test("the index has a card for each lesson, with picture and time, and leads to it", async () => {
  const { page, leave } = await pages.open("index");
  const cards = page.locator(".cards li");
  await expect.poll(() => cards.count()).toBe(lessons.length);
  for (const [i, { title, minutes, id }] of lessons.entries()) {
    const text = await cards.nth(i).textContent();
    expect(text).toContain(title);
    expect(text).toContain(`${minutes[0]} to ${minutes[1]} minutes`);
    expect(await cards.nth(i).locator("svg > *").count()).toBeGreaterThan(2);
    expect(await cards.nth(i).getByRole("link").getAttribute("href")).toBe(`${id}.html`);
  }
  await expectAccessible(page);
  await expectFits(page, 390);
  await cards.first().getByRole("link").click();
  await expect.poll(() => page.locator("h1").textContent()).toBe(lessons[0].title);
  await leave();
});

test("views of the explorer lead to their lessons", async () => {
  const { page, leave } = await pages.open("../index", {}, "#v=2&view=robustness&end");
  const link = page.getByTestId("lesson");
  for (const [view, lesson] of [
    ["map", "Lesson 5: Reading a UMAP of CLIP"],
    ["classify", "Lesson 1: Words become a classifier"],
    ["robustness", "Lesson 4: Robustness under shift"],
  ]) {
    await page.getByTestId(`tab-${view}`).click();
    await expect.poll(() => link.getAttribute("aria-label")).toBe(lesson);
  }
  await link.click();
  await expect.poll(() => page.locator("h1").textContent()).toBe("Robustness under shift");
  await leave();
});

test("over plain http from another computer, which is no secure context, explorer and lessons compute the same", async () => {
  const folders = { "/": join(explorer, "dist"), "/notebooks/": join(notebooks, "dist") };
  const server = await serveStatic({ ...folders, ...(await builtIns()) }, { isolated: false });
  const { page, leave } = await pages.visit(server.url.replace("127.0.0.1", CLASSROOM));
  expect(await page.evaluate(() => [isSecureContext, typeof crypto.subtle])).toEqual([false, "undefined"]);
  const { correct, total } = await shownAccuracy(page);
  expect(total).toBe(200);
  await page.goto(new URL("notebooks/words-become-a-classifier.html", page.url()).href);
  await passOver(page);
  await atRest(page);
  expect(await page.locator("#accuracy button").textContent()).toBe(
    `${((100 * correct) / total).toFixed(1)}%`,
  );
  await page.getByRole("button", { name: "Camera" }).click();
  await expect.poll(() => page.locator("clip-camera").getByRole("alert").textContent()).toContain("https");
  await leave();
  await server.close();
});
