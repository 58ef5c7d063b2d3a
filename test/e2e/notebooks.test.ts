import { readdirSync } from "node:fs";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveExplorer } from "../../scripts/serve/explorer.mjs";
import { notebooks } from "../../scripts/setup/places.mjs";
import { launch } from "./chromium.mjs";
import { accuracyByAnotherPath } from "./explorer.js";
import { visit } from "./visit.js";

let browser: Browser;
let server: Awaited<ReturnType<typeof serveExplorer>>;
beforeAll(async () => {
  [browser, server] = await Promise.all([launch(), serveExplorer({ port: 0 })]);
});
afterAll(() => Promise.all([browser?.close(), server?.close()]));

const lessons = readdirSync(notebooks).filter((name) => name.endsWith(".html"));

/** Opens a notebook and waits until it has been still for a while: no cell computes, and none will. */
async function read(lesson: string) {
  const { page, leave } = await visit(browser, `${server.url}notebooks/${lesson}`);
  await page.evaluate(
    () =>
      new Promise<void>((still) => {
        let timer = setTimeout(still, 6_000);
        const changed = () => {
          clearTimeout(timer);
          timer = setTimeout(still, 6_000);
        };
        new MutationObserver(changed).observe(document.body, {
          subtree: true,
          childList: true,
          characterData: true,
        });
      }),
  );
  return { page, leave };
}

/** What a lesson shows, beyond running without an error. */
const shows: Record<string, (page: Page) => Promise<void>> = {
  async "words-become-a-classifier.html"(page) {
    expect(await page.locator("svg[class^=plot]").count()).toBe(3);
    await accuracyIs(page, "a drawing of {}");
    await page.getByLabel("Template").fill("{}");
    await page.getByRole("button", { name: "Submit" }).click();
    await accuracyIs(page, "{}");
  },
};

/** The accuracy in the lesson is the one that a script computes by another path. */
async function accuracyIs(page: Page, template: string): Promise<void> {
  const [{ correct, total }] = await accuracyByAnotherPath("--every", "4", "--template", template);
  expect(total).toBeGreaterThan(400);
  const shown = () => page.locator("#accuracy").textContent();
  await expect.poll(shown, { timeout: 100_000 }).toBe(`${correct} of ${total}`);
}

test.each(lessons)("every cell of %s runs", async (lesson) => {
  const { page, leave } = await read(lesson);
  await shows[lesson]?.(page);
  expect(await page.locator(".observablehq--error").allTextContents()).toEqual([]);
  expect((await page.title()).length).toBeGreaterThan(0);
  await leave();
});
