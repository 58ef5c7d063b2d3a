// The charts of the Python package in a real marimo app.
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch } from "./chromium.mjs";
import {
  caption,
  picturesOf,
  SELECTED,
  schemes,
  selectWithPointer,
  shownInMap,
  waitForCharts,
} from "./python/charts.js";
import { environment, type Found } from "./python/environment.js";
import { freePort, serve } from "./python/server.js";

let found: Found;
let home: string;
let server: { stop(): Promise<void> } | undefined;
let browser: Browser | undefined;
let page: Page;

beforeAll(async () => {
  found = await environment();
  if (found.reason !== undefined) return;
  home = await mkdtemp(join(tmpdir(), "clipscope-marimo-"));
  for (const file of ["charts.py", "app.py"])
    await copyFile(join(import.meta.dirname, "python", file), join(home, file));
  // Follows the system's theme, so that one app gives a light and a dark page.
  await writeFile(join(home, "pyproject.toml"), '[tool.marimo.display]\ntheme = "system"\n');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = ["run", "app.py", "--headless", "--no-token", "--host=127.0.0.1", `--port=${port}`];
  server = await serve(found.python, ["-m", "marimo", ...args], { url: `${url}/health`, home });
  browser = await launch();
  page = await browser.newPage({ viewport: { width: 1100, height: 3000 }, reducedMotion: "reduce" });
  page.setDefaultTimeout(120_000);
  await page.goto(url);
  await page.locator(".clipscope-chart").nth(5).waitFor({ timeout: 120_000 });
}, 900_000); // an installation and a server
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (home) await rm(home, { recursive: true, force: true });
});

/** What Python says is selected in each chart. */
const selections = async () => JSON.parse((await page.locator("#selections").textContent()) ?? "");

const TITLE = "every chart is drawn, and what is selected in it with the pointer arrives in Python";
test(TITLE, { timeout: 600_000 }, async ({ skip }) => {
  if (found.reason !== undefined) return skip(found.reason);
  await waitForCharts(page);
  const [red, green, blue] = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
  ];
  expect(await picturesOf(page, "points", [3, 1, 5])).toEqual([red, green, blue]);
  expect(await picturesOf(page, "pairs", [0, 1])).toEqual([red, green]);
  expect(await selections()).toEqual(SELECTED.map(() => []));
  await selectWithPointer(page);
  await expect.poll(selections).toEqual(SELECTED);
});

test("what is selected in Python is shown in the charts", async ({ skip }) => {
  if (found.reason !== undefined) return skip(found.reason);
  await page.getByRole("button", { name: "Select from Python" }).click();
  await expect.poll(() => caption(page, "points")).toBe("2 points selected");
  expect(await shownInMap(page)).toEqual([1, 3]);
  await expect.poll(() => caption(page, "mistakes")).toBe("5 images selected: bird, taken for cat");
});

test("the charts follow the app's theme", { timeout: 600_000 }, async ({ skip }) => {
  if (found.reason !== undefined) return skip(found.reason);
  await expect.poll(() => schemes(page)).toEqual(SELECTED.map(() => "light"));
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => schemes(page)).toEqual(SELECTED.map(() => "dark"));
});
