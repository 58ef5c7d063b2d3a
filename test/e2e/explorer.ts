import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect } from "vitest";
import { serveExplorer } from "../../scripts/serve/explorer.mjs";
import { launch } from "./chromium.mjs";
import { type Visit, type VisitOptions, visit } from "./visit.js";

/** Serves the built explorer and starts a browser for the tests of one file. `open` takes the address's hash. */
export function explorer() {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serveExplorer>>;
  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), serveExplorer({ port: 0 })]);
  });
  afterAll(() => Promise.all([browser?.close(), server?.close()]));

  const open = (hash: string, options: VisitOptions & { query?: string } = {}): Promise<Visit> =>
    visit(browser, `${server.url}${options.query ?? ""}#v=1&${hash}`, options);
  return { open };
}

/** Waits until nothing is being computed any more; fails with the page's sentence if something stopped. */
export async function settled(page: Page): Promise<void> {
  for (const start = Date.now(); (await stateOf(page)) !== "settled"; await page.waitForTimeout(50)) {
    if (Date.now() - start > 200_000)
      throw new Error(`After 200 s the page is still ${await stateOf(page)}.`);
  }
}

async function stateOf(page: Page): Promise<string> {
  const stopped = page.getByTestId("stopped");
  if ((await stopped.count()) > 0) throw new Error((await stopped.textContent()) ?? "stopped");
  if ((await page.getByTestId("progress").count()) > 0) return "computing";
  if ((await page.getByTestId("summary").count()) === 0) return "opening";
  const figure = page.locator("session-panel").getByTestId("accuracy");
  const fresh = (await figure.getAttribute("data-stale")) === "false";
  return fresh && (await figure.getAttribute("data-value")) !== null ? "settled" : "scoring";
}

export interface Fraction {
  correct: number;
  total: number;
}

/** The zero-shot accuracy that the page shows, as the fraction that it is of. */
export async function shownAccuracy(page: Page): Promise<Fraction> {
  await settled(page);
  const figure = page.locator("session-panel").getByTestId("accuracy");
  const total = Number(await figure.getAttribute("data-n"));
  const correct = Number(await figure.getAttribute("data-value")) * total;
  expect(correct).toBeCloseTo(Math.round(correct), 6);
  const percent = `${((100 * correct) / total).toFixed(1)}%`;
  expect((await figure.textContent())?.trim()).toBe(percent);
  return { correct: Math.round(correct), total };
}

/** Output of test/e2e/accuracy-by-another-path.mjs, in the order of the renditions. */
export async function accuracyByAnotherPath(
  ...args: string[]
): Promise<(Fraction & { rendition: string })[]> {
  const script = join(import.meta.dirname, "accuracy-by-another-path.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args]);
  const lines = stdout.trim().split("\n");
  return lines
    .map((line) => JSON.parse(line))
    .map(({ rendition, correct, total }) => ({ rendition, correct, total }));
}

/** Output of test/e2e/subgroup-by-another-path.mjs, in the order of the renditions. */
export async function subgroupByAnotherPath(
  ...args: string[]
): Promise<(Fraction & { rendition: string; supervised?: number })[]> {
  const script = join(import.meta.dirname, "subgroup-by-another-path.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args]);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}
