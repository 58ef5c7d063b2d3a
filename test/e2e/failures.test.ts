import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright";
import { expect, test } from "vitest";
import { chromium as findChromium } from "../../scripts/setup/chromium.mjs";
import {
  accuracyByAnotherPath,
  concepts,
  explorer,
  linkOf,
  settled,
  shownAccuracy,
  unprepared,
} from "./explorer.js";

const { open, url } = explorer();

/** Ends the page's worker that computes, as a lack of memory does: without an error. */
async function endWorker(page: Page): Promise<void> {
  const worker = page.workers().find((each) => each.url().includes("compute.worker"));
  expect(worker).toBeDefined();
  await worker?.evaluate(() => self.close()).catch(() => {});
}

test("a worker that ends in the middle is started again, and the job goes on to the right result", async () => {
  const { page, leave } = await open({ ...concepts(300), view: "classify" }, unprepared);
  const expected = accuracyByAnotherPath("--classes", "300", "--template", "a drawing of {}");
  await page
    .getByTestId("progress")
    .getByText(/encoding images/i)
    .waitFor();
  await endWorker(page);
  const [{ correct }] = await expected;
  expect(await shownAccuracy(page)).toEqual({ correct, total: 300 });
  // And again at rest: the next edit finds a worker.
  await endWorker(page);
  await page.getByTestId("templates").fill("an emoji of {}");
  await expect.poll(() => page.getByTestId("undo").getAttribute("title")).toMatch(/template/i);
  expect((await shownAccuracy(page)).total).toBe(300);
  await leave();
});

test("a view whose code does not come says so, and a retry brings it", async () => {
  const { page, problems, leave } = await open({ ...concepts(20), view: "map" });
  await settled(page);
  const chunk = "**/assets/confusion-view-*.js";
  await page.route(chunk, (route) => route.abort());
  await page.getByTestId("tab-confusion").click();
  await page.getByText("This view could not be loaded").waitFor();
  expect(problems.filter((each) => !each.includes("confusion-view"))).toEqual([]);
  problems.length = 0;
  await page.unroute(chunk);
  await page.getByTestId("retry-view").click();
  await page.getByTestId("matrix").waitFor();
  await leave();
});

test("with all site data blocked the page works, and says what that means", async () => {
  const profile = await mkdtemp(join(tmpdir(), "clipscope-blocked-"));
  await mkdir(join(profile, "Default"));
  const blocked = { profile: { default_content_setting_values: { cookies: 2 } } };
  await writeFile(join(profile, "Default/Preferences"), JSON.stringify(blocked));
  let context: BrowserContext | undefined;
  try {
    context = await chromium.launchPersistentContext(profile, {
      executablePath: await findChromium(),
      args: ["--no-sandbox"],
    });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await unprepared.prepare?.(page); // so that there is something to store
    await page.goto(`${url()}${linkOf({ ...concepts(40), view: "classify" })}`);
    expect(await page.evaluate(() => Object.getOwnPropertyNames(window).includes("localStorage"))).toBe(true);
    await expect(page.evaluate(() => localStorage.length)).rejects.toThrow(/denied/i);
    const accuracy = await shownAccuracy(page);
    expect(accuracy.total).toBe(40);
    expect(await page.getByTestId("storage").textContent()).toMatch(
      /keeps nothing .* until the tab is closed/,
    );
    await page.getByTestId("theme").click();
    await page.getByTestId("class-row").first().getByRole("textbox").fill("something else");
    await expect.poll(() => page.url()).toContain("something");
    await settled(page);
    await page.reload();
    expect((await shownAccuracy(page)).total).toBe(40);
    expect(await page.getByTestId("class-row").first().getByRole("textbox").inputValue()).toBe(
      "something else",
    );
    expect(errors).toEqual([]);
  } finally {
    await context?.close();
    await rm(profile, { recursive: true, force: true });
  }
});
