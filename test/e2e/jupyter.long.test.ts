// The charts of the Python package in a real JupyterLab.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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
  widget,
} from "./python/charts.js";
import { environment, type Found } from "./python/environment.js";
import { freePort, serve } from "./python/server.js";

const PRINTED = "for chart in (points, mistakes, shifts, sure, pairs, pieces): print(chart.selection)";
const SET =
  "points.selection = [3, 1]; mistakes.selection = frame.prediction.eq('cat') & frame.label.eq('bird')";
let found: Found;
let home: string;
let server: { stop(): Promise<void> } | undefined;
let browser: Browser | undefined;
let page: Page;

declare global {
  /** JupyterLab, where it is asked to show itself. */
  var jupyterapp: {
    started: Promise<void>;
    commands: { execute(id: string, args?: object): Promise<unknown> };
  };
}

beforeAll(async () => {
  found = await environment();
  if (found.reason !== undefined) return;
  home = await mkdtemp(join(tmpdir(), "clipscope-jupyter-"));
  const setUp = await readFile(join(import.meta.dirname, "python/charts.py"), "utf8");
  const cells = [setUp, "points", "mistakes", "shifts", "sure", "pairs", "pieces", PRINTED, SET];
  await writeFile(join(home, "charts.ipynb"), JSON.stringify(notebookOf(cells)));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = [
    "lab",
    "--no-browser",
    `--port=${port}`,
    "--ip=127.0.0.1",
    "--allow-root",
    "--expose-app-in-browser",
  ];
  args.push("--IdentityProvider.token=", `--ServerApp.root_dir=${home}`);
  server = await serve(found.python, ["-m", "jupyter", ...args], { url: `${url}/api`, home });
  browser = await launch();
  // So high that no cell is outside the window, where JupyterLab would not render it.
  page = await browser.newPage({ viewport: { width: 1100, height: 4600 }, reducedMotion: "reduce" });
  page.setDefaultTimeout(120_000);
  await page.goto(`${url}/lab/tree/charts.ipynb?reset`);
  await page.waitForFunction("globalThis.jupyterapp");
  await page.evaluate(() => jupyterapp.started);
  await page.locator(".jp-CodeCell").nth(8).waitFor();
  await page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").waitFor();
}, 900_000); // an installation and a server
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (home) await rm(home, { recursive: true, force: true });
});

const notebookOf = (sources: readonly string[]) => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: "python3", display_name: "Python 3", language: "python" } },
  cells: sources.map((source, i) => ({
    id: `cell-${i}`,
    cell_type: "code",
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  })),
});

/** Runs a cell as a person does, and waits until it is done. */
async function runCell(index: number): Promise<void> {
  const cell = page.locator(".jp-CodeCell").nth(index);
  const prompt = () => cell.locator(".jp-InputPrompt").textContent();
  const before = await prompt();
  await cell.locator(".cm-content").click();
  await page.keyboard.press("Shift+Enter");
  const done = async () => (await prompt()) !== before && /^\[\d+\]:$/.test((await prompt()) ?? "");
  await expect.poll(done, { timeout: 120_000 }).toBe(true);
}

/** What Python says is selected in each chart. */
async function selections(): Promise<number[][]> {
  await runCell(7);
  const printed =
    (await page.locator(".jp-CodeCell").nth(7).locator(".jp-OutputArea-output pre").textContent()) ?? "";
  return printed
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const TITLE = "every chart is drawn, and what is selected in it with the pointer arrives in Python";
test(TITLE, { timeout: 600_000 }, async ({ skip }) => {
  if (found.reason !== undefined) return skip(found.reason);
  for (let cell = 0; cell < 7; cell++) await runCell(cell);
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
  expect(await selections()).toEqual(SELECTED);
});

test("what is selected in Python is shown in the charts", async ({ skip }) => {
  if (found.reason !== undefined) return skip(found.reason);
  await runCell(8);
  await expect.poll(() => caption(page, "points")).toBe("2 points selected");
  expect(await shownInMap(page)).toEqual([1, 3]);
  await expect.poll(() => caption(page, "mistakes")).toBe("5 images selected: bird, taken for cat");
  await widget(page, "mistakes").getByRole("button", { name: "Clear" }).click();
  expect((await selections())[1]).toEqual([]);
});

test("the charts follow the notebook's theme", async ({ skip }) => {
  if (found.reason !== undefined) return skip(found.reason);
  for (const [theme, scheme] of [
    ["JupyterLab Dark", "dark"],
    ["JupyterLab Light", "light"],
  ]) {
    await page.evaluate(
      (name) => jupyterapp.commands.execute("apputils:change-theme", { theme: name }),
      theme,
    );
    await expect.poll(() => schemes(page)).toEqual(SELECTED.map(() => scheme));
  }
});
