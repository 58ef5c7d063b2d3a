import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { newDocument, printLink } from "@clipscope/study";
import { csvParse, group } from "d3";
import type { Browser, Page } from "playwright";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultDocument } from "../../apps/explorer/src/builtin/start.js";
import { valueTitles } from "../../apps/explorer/src/views/map/coloring.js";
import { serveExplorer } from "../../scripts/serve/explorer.mjs";
import { launch } from "./chromium.mjs";
import { visit } from "./visit.js";

let browser: Browser;
let server: Awaited<ReturnType<typeof serveExplorer>>;
beforeAll(async () => {
  [browser, server] = await Promise.all([launch(), serveExplorer({ port: 0 })]);
});
afterAll(() => Promise.all([browser?.close(), server?.close()]));

/** The file that an entry of the view's export menu offers. */
async function fileOf(page: Page, entry: string): Promise<Buffer> {
  const download = page.waitForEvent("download");
  await page.getByTestId("export").click();
  await page.getByTestId(`export-${entry}`).click();
  return readFile(await (await download).path());
}

/** The program that the export menu copies. */
async function copiedCode(page: Page, name: string): Promise<string> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByTestId("export").click();
  await page.getByTestId("export-code").click();
  await page.getByText(`save it as ${name}.mjs`).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** The CSV that a program writes. */
async function csvOfProgram(code: string): Promise<string> {
  // Beside the tests, so that the program finds the packages.
  const folder = await mkdtemp(join(import.meta.dirname, "../.code-"));
  try {
    await writeFile(join(folder, "copied.mjs"), code);
    await promisify(execFile)(process.execPath, ["copied.mjs"], { cwd: folder });
    return await readFile(join(folder, "clipscope-confusion.csv"), "utf8");
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Texts of an SVG file. */
const words = (svg: string) => [...svg.matchAll(/<(?:text|title)[^>]*>([^<]*)</g)].map(([, text]) => text);

test("the files of map and matrix have title, legend, model, data and seed, and say what the page shows", async () => {
  const document = newDocument({ ...defaultDocument(), sample: { column: "concept", count: 40, seed: 3 } });
  const link = printLink(document, defaultDocument());
  if (!("hash" in link)) throw new Error(link.tooLarge);
  const { page, leave } = await visit(browser, `${server.url}${link.hash}`);
  await page.locator("html[data-ready=true]").waitFor({ timeout: 120_000 });

  const map = (await fileOf(page, "svg")).toString();
  const rows = csvParse((await fileOf(page, "rows")).toString());
  expect(rows).toHaveLength(40);
  const counts = group(rows, ({ category }) => category);
  expect(counts.size).toBeGreaterThan(3);
  const legendOf = valueTitles([...counts.keys()]);
  for (const [category, own] of counts) expect(words(map)).toContain(`${legendOf(category)} (${own.length})`);
  expect(words(map)[0]).toContain("Map of 40 points");
  expect(words(map).at(-1)).toMatch(/^Data: .+ · Model: mini · Seed: 3$/);
  expect(map.match(/h0/g)?.length).toBeGreaterThanOrEqual(40);
  const png = await sharp(await fileOf(page, "png")).metadata();
  expect([png.format, png.width]).toEqual(["png", 2 * 832]);
  const code = await copiedCode(page, "clipscope-map");
  expect(code).toContain("const { positions } = await study.map().done;");
  expect(code).toContain('"count": 40');
  const notebook = (await fileOf(page, "notebook")).toString();
  expect(notebook).toContain("const studyDocument = {");
  expect(notebook).toContain("await study.map().done");

  const [category] = counts.keys();
  const legend = page
    .locator("clip-legend")
    .getByRole("button", { name: legendOf(category) })
    .first();
  await legend.click();
  await expect
    .poll(async () =>
      words((await fileOf(page, "svg")).toString()).some((each) =>
        each.startsWith(`${legendOf(category)} (`),
      ),
    )
    .toBe(false);

  await page.getByRole("tab", { name: "Confusion" }).click();
  await page.getByTestId("matrix").waitFor();
  const matrix = (await fileOf(page, "svg")).toString();
  const cells = csvParse((await fileOf(page, "csv")).toString());
  expect(cells.length).toBeGreaterThan(3);
  for (const { true: label, predicted, images } of cells) {
    const said = `${label}, predicted ${predicted}: ${images} image`.replaceAll("&", "&amp;");
    expect(
      words(matrix).some((each) => each.startsWith(said)),
      said,
    ).toBe(true);
  }
  expect(words(matrix).some((each) => /^Data: .+ · Model: mini · Seed: 3$/.test(each))).toBe(true);
  const copied = await csvOfProgram(await copiedCode(page, "clipscope-confusion"));
  expect(copied).toBe((await fileOf(page, "rows")).toString());
  await leave();
});
