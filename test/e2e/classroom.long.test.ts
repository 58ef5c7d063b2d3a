import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeClassroom } from "../../scripts/classroom/folder.mjs";
import { launch } from "./chromium.mjs";
import { shownAccuracy } from "./explorer.js";
import { atRest, passOver } from "./lessons/lesson.js";
import { serveStatic } from "./static.js";
import { visit } from "./visit.js";

let place: string;
let browser: Browser;
let server: Awaited<ReturnType<typeof serveStatic>>;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "clipscope-classroom-"));
  const folder = join(place, "stick");
  const { files, bytes } = await makeClassroom(folder);
  expect(files).toBeGreaterThan(50);
  expect(bytes).toBeLessThan(250e6);
  expect(await readdir(folder)).toContain("THIRD_PARTY_NOTICES.md");
  [browser, server] = await Promise.all([
    launch(),
    serveStatic({ "/school/class 7b/": folder }, { isolated: false }),
  ]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), server?.close()]);
  await rm(place, { recursive: true, force: true });
});

test("under a path of a plain server, explorer and lessons compute and lead to each other; nothing else is asked", async () => {
  const { page, leave } = await visit(browser, `${server.url}school/class%207b/`);
  // A request to anywhere else fails, as with the network off; and is a problem of the visit.
  await page.context().route(
    (url) => !url.href.startsWith(`${server.url}school/class%207b/`) && /^https?:$/.test(url.protocol),
    (route) => route.abort(),
  );
  const { correct, total } = await shownAccuracy(page);
  expect(total).toBe(200);
  expect(correct).toBeGreaterThan(total / 2);
  await page.goto(`${server.url}school/class%207b/notebooks/`);
  await page.getByRole("link", { name: "Words become a classifier" }).first().click();
  await expect.poll(() => page.locator("h1").textContent()).toBe("Words become a classifier");
  await passOver(page);
  await atRest(page);
  expect(await page.locator("#accuracy button").textContent()).toMatch(/^\d+\.\d%$/);
  await page.getByRole("link", { name: "The same classifier in the explorer" }).click();
  expect((await shownAccuracy(page)).total).toBe(total);
  await leave();
});

test("a folder with other things is left alone, and one of before is replaced", async () => {
  const other = join(place, "other");
  await mkdir(other);
  await writeFile(join(other, "thesis.docx"), "all of it");
  await expect(makeClassroom(other)).rejects.toThrow(/has other files in it, such as thesis\.docx/);
  expect(await readdir(other)).toEqual(["thesis.docx"]);
  const folder = join(place, "again");
  const first = await makeClassroom(folder);
  await writeFile(join(folder, "old.js"), "");
  expect(await makeClassroom(folder)).toEqual(first);
});
