import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CacheUsage } from "@clipscope/study";
import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { writeImages } from "../evidence/images.mjs";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";

let folder: string;
let built: Awaited<ReturnType<typeof bundle>>;
let browser: Browser;
let server: Server;
let address: string;
let images: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-kept-"));
  [built, browser] = await Promise.all([
    bundle(join(import.meta.dirname, "pages/cache")),
    launch(),
    writeImages(folder),
  ]);
  const all = await readdir(join(folder, "painted"), { recursive: true });
  images = all.filter((path) => /\.(jpg|png|webp)$/.test(path));
  const types: Record<string, string> = {
    html: "text/html",
    js: "text/javascript",
    mjs: "text/javascript",
    wasm: "application/wasm",
  };
  server = createServer(async ({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    const place = pathname.startsWith("/model/")
      ? join(import.meta.dirname, "../evidence", pathname)
      : pathname.startsWith("/images/")
        ? join(folder, "painted", pathname.slice("/images/".length))
        : join(built.folder, pathname === "/" || pathname === "/denied" ? "index.html" : pathname);
    const bytes = await readFile(decodeURIComponent(place)).catch(() => undefined);
    response.writeHead(bytes ? 200 : 404, {
      "content-type": types[place.split(".").at(-1) ?? ""] ?? "application/octet-stream",
      "access-control-allow-origin": "*",
      // A page of no origin: the browser denies it all storage.
      ...(pathname === "/denied" && { "content-security-policy": "sandbox allow-scripts" }),
    });
    response.end(bytes);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  server.close();
  await Promise.all([browser.close(), built.remove(), rm(folder, { recursive: true, force: true })]);
});

/** A profile of its own for each test, so that its storage is empty. */
let profile: BrowserContext;
beforeEach(async () => {
  profile = await browser.newContext();
});
afterEach(() => profile.close());

async function open(path = ""): Promise<Page> {
  const tab = await profile.newPage();
  await tab.goto(address + path);
  await tab.waitForFunction("globalThis.page");
  return tab;
}
const call = <T>(tab: Page, name: string, ...given: unknown[]): Promise<T> =>
  tab.evaluate(`globalThis.page.${name}(...${JSON.stringify(given)})`) as Promise<T>;
const embed = (tab: Page, ...given: unknown[]) =>
  call<{ reused: number; rows: number; started: number }>(tab, "embed", images, ...given);

test("two tabs that store at once lose nothing, and a third finds it all", async () => {
  const [a, b] = [await open(), await open()];
  await Promise.all([
    call(a, "put", 0, 3000, 100),
    call(b, "put", 2000, 5000, 70),
    ...[5000, 5001, 5002, 5003].map((n) => call(n % 2 ? a : b, "put", n, n + 1)),
  ]);
  for (const tab of [a, b, await open()]) expect(await call(tab, "count", 0, 6000)).toBe(5004);
  const { bytes, quota, where, problem } = await call<CacheUsage>(a, "usage");
  expect(bytes).toBeGreaterThan(5004 * 2048);
  expect(quota).toBeGreaterThan(bytes);
  expect([where, problem]).toEqual(["this browser", undefined]);
  await call(a, "forget");
  expect(await call(b, "count", 0, 6000)).toBe(0);
  expect((await call<CacheUsage>(b, "usage")).bytes).toBe(0);
});

test("with the browser's quota used up, what was computed stays in the tab, what was kept stays kept, and the tab says so", async () => {
  const tab = await open();
  const devtools = await profile.newCDPSession(tab);
  const origin = new URL(address).origin;
  // Before the first write: after one, Chromium does not look at the quota for a while.
  await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 8e6 });
  await call(tab, "put", 0, 9000);
  expect(await call(tab, "count", 0, 9000)).toBe(9000);
  const { problem } = await call<CacheUsage>(tab, "usage");
  expect(problem).toMatch(/^This browser has no space left for the page: the \d.* MB in it are kept.*forget/);
  const kept = await call<number>(await open(), "count", 0, 9000);
  expect(kept).toBeGreaterThanOrEqual(1000);
  expect(kept).toBeLessThan(9000);
  await devtools.send("Storage.overrideQuotaForOrigin", { origin });
  await call(tab, "forget");
  await call(tab, "put", 0, 9000);
  expect(await call(await open(), "count", 0, 9000)).toBe(9000);
  expect((await call<CacheUsage>(tab, "usage")).problem).toBeUndefined();
});

test("a page that is denied storage works without it, and says so", async () => {
  const tab = await open("denied");
  await call(tab, "put", 0, 2000);
  expect(await call(tab, "count", 0, 3000)).toBe(2000);
  const { bytes, problem } = await call<CacheUsage>(tab, "usage");
  expect(bytes).toBe(0);
  expect(problem).toMatch(
    /^This browser keeps nothing for the page \(.+\): what is computed lasts until the tab is closed\./,
  );
  await call(tab, "forget");
  expect(await call(tab, "count", 0, 3000)).toBe(0);
});

test("kept vectors are there after a reload, without a network", async () => {
  const tab = await open();
  await call(tab, "put", 0, 1500);
  await tab.reload();
  await tab.waitForFunction("globalThis.page");
  await profile.setOffline(true);
  expect(await call(tab, "count", 0, 1500)).toBe(1500);
});

test("the database of earlier versions is deleted", async () => {
  const tab = await open();
  const create = `new Promise((done) => {
    const request = indexedDB.open("clipscope");
    request.onupgradeneeded = () => request.result.createObjectStore("embeddings");
    request.onsuccess = () => done(request.result.close());
  })`;
  await tab.evaluate(create);
  await call(tab, "usage");
  const databases = () => tab.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name))");
  await expect.poll(databases).toEqual(["clipscope-study"]);
});

test.each(["silent", "error", "terminate"])(
  "a worker that ends during a job (%s) is started again, and the job goes on",
  async (how) => {
    // Nothing tells a page that it has itself terminated a worker but silence, which takes long: its lock tells.
    const tab = await open();
    const first = await embed(tab, 100, how);
    expect(first).toMatchObject({ rows: images.length, started: 2 });
    const next = await embed(await open());
    expect(next).toEqual({ rows: images.length, reused: images.length, started: 1 });
  },
);

test("a worker whose script does not load fails its calls with a way out", async () => {
  const failed = await call(await open(), "missing", "./nowhere.js");
  expect(failed).toMatchObject({
    code: "worker-lost",
    message: expect.stringMatching(/its script did not load.*Try again/),
    started: 2,
  });
});
