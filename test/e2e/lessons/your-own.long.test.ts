import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { whatIs } from "@clipscope/datasets";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from "@zip.js/zip.js";
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { share } from "../../../notebooks/lesson/formulas.js";
import { root } from "../../../scripts/setup/places.mjs";
import { downloaded, drop, evidenceModel, openFolder, shownAccuracy } from "../explorer.js";
import {
  answer,
  atRest,
  expectAllCells,
  expectHidden,
  expectInEverySetting,
  lessonPages,
  openFigure,
  passOver,
} from "./lesson.js";

const LESSON = "your-own-data-and-model";
const EXAMPLE = "drawn-shapes";
const lesson = lessonPages();
let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "clipscope-lesson-"));
});
afterAll(() => rm(place, { recursive: true, force: true }));

/** The example's images and study in a folder, as a reader saves them. */
async function save(page: Page): Promise<void> {
  const images = page.getByRole("button", { name: "Save the example’s images" });
  const [zip] = await Promise.all([page.waitForEvent("download"), images.click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await zip.createReadStream()) chunks.push(chunk);
  for (const entry of await new ZipReader(new Uint8ArrayReader(Buffer.concat(chunks))).getEntries()) {
    if (entry.directory) continue;
    const path = join(place, entry.filename);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await entry.getData(new Uint8ArrayWriter()));
  }
  const study = await downloaded(page, () => page.getByRole("button", { name: "Save the study" }).click());
  await writeFile(join(place, `${EXAMPLE}.clipscope.json`), study);
}

/** The accuracy that the lesson ends with. */
const headline = (page: Page) => page.locator(".headline button.figure");

test("the example's accuracy is the command line's and the explorer's, from the files that the lesson saves", async () => {
  const { page, leave } = await lesson.open(LESSON);
  await expectHidden(page, ["Wilson interval", "npx clipscope run"]);
  await answer(page, "accuracy", 100);
  await passOver(page);
  await atRest(page);
  await expect.poll(() => headline(page).count()).toBe(1);
  expect(await page.locator("lesson-live").getByText("Being computed").count()).toBe(0);
  await expectAllCells(page, LESSON);
  // What DuckDB found at build, from vectors that were embedded at build.
  const groups = page
    .getByRole("table", { name: "Nearest drawings by group, from the query" })
    .locator("tbody tr");
  expect(await groups.count()).toBeGreaterThan(4);
  const [, drawings] = await groups.first().locator("th, td").allTextContents();
  const alike = groups.first().getByRole("button");
  const shown = await alike.textContent();
  const count = Array.from({ length: Number(drawings) + 1 }, (_, n) => n).find(
    (n) => share(n / Number(drawings)) === shown,
  );
  expect(await openFigure(page, alike)).toContain(`= ${count} / ${drawings}`);
  await page.getByRole("button", { name: "shape", exact: true }).click();
  await expect.poll(() => page.getByText(/intervals (don’t|that) overlap/).count()).toBe(1);
  expect(await page.locator(".tally").textContent()).toMatch(/^1 of \d+ made, \d+ shown without$/);
  await save(page);

  const command = await page.locator("pre.command", { hasText: "npx clipscope" }).textContent();
  expect(command).toBe(`npx clipscope run ${EXAMPLE}.clipscope.json`);
  const cli = join(root, "apps/cli/dist/main.js");
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cli, "run", `${EXAMPLE}.clipscope.json`, "--json"],
    { cwd: place, maxBuffer: 1 << 26 },
  );
  const { top1 } = JSON.parse(stdout).result;
  expect(await headline(page).textContent()).toBe(share(top1.value));
  expect(await openFigure(page, headline(page))).toContain(`= ${top1.successes} / ${top1.n}`);
  expect(await page.locator(".record").textContent()).toContain(
    `${share(top1.value)}, 95% Wilson interval ${share(top1.low)} to ${share(top1.high)}.`,
  );
  await expectInEverySetting(page);

  await page.getByRole("link", { name: "The same study in the explorer" }).click();
  await page.getByTestId("open").waitFor();
  await openFolder(page, join(place, EXAMPLE));
  expect(await shownAccuracy(page)).toEqual({ correct: top1.successes, total: top1.n });
  await leave();
});

test("a folder, a checkpoint and a wrong file of one's own are opened, or refused as the library does", async () => {
  // Two classes of the saved example, as anybody's folder.
  for (const shape of ["circle", "star"]) {
    await cp(join(place, EXAMPLE, "painted", shape), join(place, "mine", shape), { recursive: true });
  }
  const count = (
    await Promise.all(["circle", "star"].map((each) => readdir(join(place, "mine", each))))
  ).flat();
  const { page, leave } = await lesson.open(LESSON, {
    colorScheme: "dark",
    viewport: { width: 390, height: 800 },
  });
  // As built where there is no DuckDB.
  const query = page.getByText("The query did not run: there was no DuckDB where this page was built.");
  await page.route(/\/duckdb-[\w-]+\.json$/, (route) =>
    route.fulfill({ json: { rows: [], schema: [], duration: 0, notRun: true } }),
  );
  await page.reload();
  await page.getByLabel("Choose a folder", { exact: true }).setInputFiles(join(place, "mine"));
  await passOver(page);
  await atRest(page);
  const facts = page.locator("dl.facts").first();
  await expect.poll(() => facts.textContent()).toContain(`mine, ${count.length} rows`);
  expect(await facts.textContent()).toContain(`circle (${count.length / 2}), star (${count.length / 2})`);
  expect(await page.locator(".record").textContent()).toContain(`${count.length} labeled images, 2 classes`);

  expect(await query.count()).toBe(1);

  await page.getByLabel("Choose a checkpoint folder", { exact: true }).setInputFiles(evidenceModel);
  const models = page.getByRole("table", { name: "The two models" });
  await expect.poll(() => models.getByRole("row").last().textContent()).toContain("48");
  await atRest(page);

  const wrong = join(place, "model.onnx");
  await writeFile(wrong, "no weights");
  await drop(page, [wrong], [195, 400]);
  const found = await whatIs([{ path: "model.onnx", file: new Blob(["no weights"]) }]);
  const expected = found.kind === "unclear" ? found.message : "";
  expect(expected).toContain("model.onnx");
  await expect.poll(() => page.locator(".opener .problem").first().textContent()).toBe(expected);
  expect(await page.locator(".record").textContent()).toContain(" on mine ");
  await leave();
});
