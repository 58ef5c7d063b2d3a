import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { builtIns } from "../../scripts/serve/explorer.mjs";
import { explorer } from "../../scripts/setup/places.mjs";
import { launch } from "./chromium.mjs";
import { shownAccuracy } from "./explorer.js";
import { serveStatic } from "./static.js";
import { visit } from "./visit.js";

// The built explorer on any web server, in a subfolder and without isolation headers.

let browser: Browser;
let folder: string;
let dist: string;
let server: Awaited<ReturnType<typeof serveStatic>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-host-"));
  dist = join(folder, "dist");
  await cp(join(explorer, "dist"), dist, { recursive: true });
  const data = Object.entries(await builtIns()).map(([path, from]) => [`/lab${path}`, from] as const);
  [browser, server] = await Promise.all([
    launch(),
    serveStatic({ "/lab/": dist, ...Object.fromEntries(data) }, { isolated: false }),
  ]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), server?.close()]);
  await rm(folder, { recursive: true, force: true });
});

const isIsolated = (page: Page) => page.evaluate(() => crossOriginIsolated).catch(() => false);
const builtAs = (page: Page) =>
  page.evaluate(() => document.querySelector<HTMLMetaElement>("meta[name=build]")?.content).catch(() => "?");

test("a server without headers: the page is reloaded once and isolated; then it works offline, until there is a new version", async () => {
  let loads = 0;
  const { page, leave } = await visit(browser, `${server.url}lab/`, {
    serviceWorkers: "allow",
    async prepare(page) {
      page.on("domcontentloaded", () => loads++);
    },
  });
  await expect.poll(() => isIsolated(page)).toBe(true);
  const accuracy = await shownAccuracy(page);
  expect(accuracy.total).toBe(200);
  expect(loads).toBe(2);

  await page.context().setOffline(true);
  await page.reload();
  expect(await shownAccuracy(page)).toEqual(accuracy);
  expect(await isIsolated(page)).toBe(true);
  await page.getByTestId("tab-confusion").click(); // a view that was not opened before
  await page.getByTestId("matrix").waitFor();
  await page.context().setOffline(false);

  // The next version: this visit stays what it was, the one after it is new.
  const html = await readFile(join(dist, "index.html"), "utf8");
  await writeFile(
    join(dist, "index.html"),
    html.replace("<title>", '<meta name="build" content="next" /><title>'),
  );
  const script = await readFile(join(dist, "service-worker.js"), "utf8");
  await writeFile(join(dist, "service-worker.js"), script.replace(/"version":"\w+"/, '"version":"next"'));
  await page.reload();
  const waits = () => page.evaluate(async () => !!(await navigator.serviceWorker.getRegistration())?.waiting);
  await expect.poll(waits).toBe(true);
  expect(await builtAs(page)).toBeUndefined();
  await page.reload();
  await expect.poll(() => builtAs(page)).toBe("next");
  const kept = () =>
    page.evaluate(async () => (await caches.keys()).filter((name) => /^clipscope http/.test(name)));
  await expect.poll(kept).toEqual([`clipscope ${server.url}lab/ next`]);
  expect((await shownAccuracy(page)).total).toBe(200);
  await leave();
});
