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
import { accuracyByAnotherPath, subgroupByAnotherPath } from "./explorer.js";
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

interface Supervised {
  validation: string;
  test: Record<string, string>;
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
  async "robustness-under-shift.html"(page) {
    const file = new URL("../../packages/mini/supervised/results.json", import.meta.url);
    const results: Supervised[] = JSON.parse(await readFile(file, "utf8"));
    const share = (hits: string) => hits.replaceAll("0", "").length / hits.length;
    const best = results.reduce((a, b) => (share(b.validation) > share(a.validation) ? b : a));
    const shifts = ["fluent-emoji", "fluent-emoji-flat", "fluent-emoji-high-contrast", "streamline-emojis"];
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const shown = (id: string) => page.locator(`#${id}`).textContent();
    const percent = (value: number, digits: number) =>
      `${(100 * value).toFixed(digits)}\u00a0%`.replace("-", "−");
    const supervised = mean(shifts.map((id) => share(best.test[id])));
    const ids = shifts.flatMap((id) => ["--rendition", id]);
    const words = mean((await subgroupByAnotherPath(...ids)).map(({ correct, total }) => correct / total));
    const gap = (words - supervised) / (share(best.test.twemoji) - supervised);
    const [supervisedText, gapText] = [percent(supervised, 1), percent(gap, 0)];

    // Before a prediction neither the answers nor what they can be read from is there.
    const answers = [supervisedText, gapText, percent(words, 1)];
    const told = async () => {
      const text = (await page.locator("main").textContent()) ?? "";
      return answers.filter((answer) => text.includes(answer));
    };
    const plots = page.getByRole("group", { name: /^Accuracy on Twemoji and under/ });
    expect(await told()).toEqual([]);
    expect([await plots.count(), await page.locator("form table").count()]).toEqual([0, 0]);

    const reveal = page.getByLabel("Reveal");
    await reveal.first().check();
    await expect.poll(() => shown("supervised")).toBe(supervisedText);
    await expect.poll(() => plots.count()).toBe(1);
    const points = plots.getByRole("img");
    expect(await points.count()).toBe(1); // the supervised model alone
    expect(await told()).toEqual([supervisedText]);
    expect(await reveal.last().isDisabled()).toBe(true);

    await page.getByLabel("below it").check();
    await reveal.last().check();
    await expect.poll(() => shown("gap")).toBe(gapText);
    await expect.poll(() => points.count()).toBe(2);
    expect(await page.locator("form table tbody tr").count()).toBe(shifts.length);
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

test("there are notebooks, and the index links each of the others", async () => {
  expect(lessons).toEqual(expect.arrayContaining(["index.html", ...Object.keys(shows)]));
  const index = await readFile(join(notebooks, "index.html"), "utf8");
  for (const lesson of lessons.filter((name) => name !== "index.html")) expect(index).toContain(lesson);
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
