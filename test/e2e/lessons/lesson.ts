import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright";
import { afterAll, beforeAll, expect } from "vitest";
import { cellsIn, type SourceCell } from "../../../notebooks/build/gates.js";
import { serveExplorer } from "../../../scripts/serve/explorer.mjs";
import { notebooks } from "../../../scripts/setup/places.mjs";
import { launch } from "../chromium.mjs";
import { type Visit, type VisitOptions, visit } from "../visit.js";

/** Serves the built lessons and starts a browser for the tests of one file. */
export function lessonPages() {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serveExplorer>>;
  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), serveExplorer({ port: 0 })]);
  });
  afterAll(() => Promise.all([browser?.close(), server?.close()]));
  /** Opens a lesson, and keeps in `page.stages` what its progress line has said. */
  const open = (lesson: string, options: BrowserContextOptions = {}, search = ""): Promise<Visit> =>
    visit(browser, `${server.url}notebooks/${lesson}.html${search}`, { ...options, prepare: recordStages });
  return { open, visit: (url: string, options?: VisitOptions) => visit(browser, url, options) };
}

const recordStages = (page: Page) =>
  page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    document.addEventListener("DOMContentLoaded", () => {
      const line = document.querySelector(".work");
      const read = () => said.push(line?.textContent ?? "");
      if (line)
        new MutationObserver(read).observe(line, { subtree: true, childList: true, characterData: true });
    });
  });

/** Everything that the progress line has said since the page was loaded, whether or not it was shown. */
export const stages = (page: Page): Promise<string[]> =>
  page.evaluate(() => [...new Set((window as unknown as { said: string[] }).said)]);

/** Waits until the lesson computes nothing any more, and no cell waits; no cell has an error. */
export async function atRest(page: Page): Promise<void> {
  const busy = () =>
    page.evaluate(
      () =>
        document.documentElement.dataset.working !== "false" ||
        document.querySelector(".observablehq--running, .work:not([hidden])") !== null,
    );
  for (let quiet = 0; quiet < 4; quiet = (await busy()) ? 0 : quiet + 1) await page.waitForTimeout(250);
  expect(await page.locator(".observablehq--error").allTextContents()).toEqual([]);
}

/** The lesson's questions, in order. */
export const questions = (page: Page): Locator => page.locator("form.question");

/** Answers a question: with a number, with an option or in the given order; the second element passes over it. */
export async function answer(page: Page, id: string, prediction: number | string | undefined): Promise<void> {
  const form = page.locator(`form.question[data-question="${id}"]`);
  if (typeof prediction === "number") await form.locator("input[type=number]").fill(String(prediction));
  else if (prediction) await form.getByLabel(prediction, { exact: true }).check();
  await form.getByRole("button", { name: "Predict", exact: true }).click();
  await expect.poll(() => form.getByRole("button", { name: "Predict again" }).count()).toBe(1);
}

/** Shows what is behind every question without predicting. */
export async function passOver(page: Page): Promise<void> {
  const pass = page.getByRole("button", { name: "Show without predicting" });
  while ((await page.locator("[data-after][hidden]").count()) > 0 || (await pass.count()) > 0) {
    await expect.poll(() => pass.count(), { timeout: 150_000 }).toBeGreaterThan(0);
    await pass.first().click();
  }
}

/**
 * Expects what waits for predictions to be hidden, from the eye and from the accessibility tree: of `answers`, none is
 * in the page's visible text or in that tree.
 */
export async function expectHidden(page: Page, answers: readonly string[]): Promise<void> {
  expect(await page.locator("[data-after]").count()).toBeGreaterThan(0);
  expect(await page.locator("[data-after]:visible").count()).toBe(0);
  const [seen] = await page.locator("main").allInnerTexts();
  const heard = await page.locator("main").ariaSnapshot();
  expect(answers.filter((each) => seen.includes(each) || heard.includes(each))).toEqual([]);
}

/** Opens a number to its formula; gives the formula's lines, and closes it. */
export async function openFigure(page: Page, number: Locator): Promise<string> {
  await number.press("Enter");
  const dialog = page.locator(".formula:popover-open");
  const text = (await dialog.textContent()) ?? "";
  await page.keyboard.press("Escape");
  expect(await page.locator(".formula:popover-open").count()).toBe(0);
  return text;
}

/**
 * The lesson's key numbers in the page are those that `node notebooks/run.mjs` computes. Shares, counts and names are
 * the same; of other numbers 1e-4 is allowed, since WebAssembly and Node add in another order. All questions must have been
 * answered or passed over. Gives the numbers.
 */
export async function expectKeyNumbers(
  page: Page,
  lesson: string,
  ...options: string[]
): Promise<Record<string, number | string>> {
  const run = promisify(execFile)(process.execPath, [
    join(notebooks, "run.mjs"),
    lesson,
    "--json",
    ...options,
  ]);
  const [shown, { stdout }] = await Promise.all([
    page.evaluate<Record<string, number | string>>("keyNumbers()"),
    run,
  ]);
  const computed: typeof shown = JSON.parse(stdout);
  expect(Object.keys(shown).length).toBeGreaterThan(1);
  expect(Object.keys(shown)).toEqual(Object.keys(computed));
  for (const [name, value] of Object.entries(computed)) {
    if (typeof value === "number" && !Number.isInteger(value))
      expect(Math.abs((shown[name] as number) - value), `${name}: ${shown[name]}`).toBeLessThan(1e-4);
    else expect(shown[name], name).toBe(value);
  }
  return shown;
}

/** axe finds nothing, in the page as it is. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag22aa"]).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
}

/** Nothing is wider than the page at this width. */
export async function expectFits(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
    .toBeLessThanOrEqual(width);
}

/** Axe takes seconds on a long page, so `npm test` runs it only in these of the four settings. */
const QUICK = ["light at 1280", "dark at 390"];

/**
 * Checks the page in light and dark, at 1,280 and 390 px: no cell has an error, nothing is wider than the page, and axe
 * finds nothing. Ends in light at 1,280 px.
 */
export async function expectInEverySetting(page: Page): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [390, 1280]) {
      await expectFits(page, width);
      if (process.env.CLIPSCOPE_TEST === "full" || QUICK.includes(`${colorScheme} at ${width}`))
        await expectAccessible(page);
      const errors = await page.locator(".observablehq--error").allTextContents();
      expect(errors, `${colorScheme} at ${width} px`).toEqual([]);
    }
  }
}

/** Every cell has run, and those that display something show it. */
export async function expectAllCells(page: Page, lesson: string): Promise<void> {
  const cells = cellsIn(await readFile(join(notebooks, `${lesson}.html`), "utf8"));
  expect(cells.length).toBeGreaterThan(0);
  for (const cell of cells) {
    const shown = await page
      .locator(`#cell-${cell.id}`)
      .evaluate(
        (root) =>
          root.textContent?.trim() !== "" ||
          root.querySelector("svg, canvas, img, input") !== null ||
          Array.from(root.querySelectorAll("*")).some(({ shadowRoot }) => shadowRoot?.textContent?.trim()),
      );
    expect(shown, `cell ${cell.id}: ${cell.source.trim().slice(0, 200)}`).toBe(!isSilent(cell));
  }
}

/** Code that displays nothing: it computes for other cells, in the page or at build. */
const isSilent = ({ type, source }: SourceCell): boolean =>
  type === "module" ? !/\b(display|view)\(/.test(source) : /node|sql/.test(type);
