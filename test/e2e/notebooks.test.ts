import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright";
import { parseSync } from "vite";
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

/** Lessons with a test of their own are in lessons/. */
const OWN_TEST = ["robustness-under-shift.html"];
const lessons = readdirSync(notebooks).filter((name) => name.endsWith(".html") && !OWN_TEST.includes(name));

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

/** Checks of a lesson's output, beyond running without an error. */
const shows: Record<string, (page: Page) => Promise<void>> = {
  async "words-become-a-classifier.html"(page) {
    expect(await page.locator("svg[class^=plot]").count()).toBe(1);
    expect(await page.getByRole("group", { name: /^Accuracy: / }).count()).toBe(2);
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

interface Cell {
  id: string;
  mode: string;
  source: string;
}

/** The cells of a notebook's file. */
async function cellsOf(lesson: string): Promise<Cell[]> {
  const source = await readFile(join(notebooks, lesson), "utf8");
  const cells = [...source.matchAll(/<script id="(\d+)" type="([^"]+)"[^>]*>([\s\S]*?)<\/script>/g)];
  return cells.map(([, id, mode, source]) => ({ id, mode, source }));
}

/** Imports and declarations alone, with nothing displayed: such a cell shows nothing. */
function isSilent({ mode, source }: Cell): boolean {
  if (mode !== "module") return false;
  const declarations = /^(Import|Variable|Function|Class)Declaration$/;
  const { program } = parseSync("cell.js", source);
  return program.body.every(({ type }) => declarations.test(type)) && !/\b(display|view)\(/.test(source);
}

test("the index links every lesson", async () => {
  const { page, leave } = await read("index.html");
  const linked = await page
    .locator(".cards a")
    .evaluateAll((links) => links.map((a) => a.getAttribute("href")));
  const others = [...lessons, ...OWN_TEST].filter((name) => name !== "index.html");
  expect([...linked].sort()).toEqual(others.sort());
  await leave();
});

test.each(lessons)("every cell of %s runs, and shows something or only declares", async (lesson) => {
  const cells = await cellsOf(lesson);
  expect(cells.length).toBeGreaterThan(0);
  const { page, leave } = await read(lesson);
  expect(await page.locator(".observablehq--error").allTextContents()).toEqual([]);
  for (const cell of cells) {
    const root = page.locator(`#cell-${cell.id}`);
    const shown = await root.evaluate(
      (element) =>
        element.textContent?.trim() !== "" || element.querySelector("svg, canvas, img, input") !== null,
    );
    expect(shown, `cell ${cell.id}: ${cell.source.trim().slice(0, 200)}`).toBe(!isSilent(cell));
    expect(await root.locator(".observablehq--running").count()).toBe(0);
  }
  await shows[lesson]?.(page);
  expect(await page.locator(".observablehq--error").allTextContents()).toEqual([]);
  expect((await page.title()).length).toBeGreaterThan(0);
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag22aa"]).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
  await leave();
});
