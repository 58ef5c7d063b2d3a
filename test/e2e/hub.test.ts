import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type HubOptions, readCheckpoint } from "@clipscope/core";
import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { serveHub, sha256, TOKEN } from "../hub/server.mjs";
import { files, type Hub, paths, REPO, rest, total, WEIGHTS } from "../hub/setup.js";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";

interface Loaded {
  sums?: Record<string, number>;
  figures?: [number, number][];
  code?: string;
  message?: string;
}

let built: Awaited<ReturnType<typeof bundle>>;
let browser: Browser;
let pages: Server;
let address: string;
let expected: Record<string, number>;
beforeAll(async () => {
  [built, browser] = await Promise.all([bundle(join(import.meta.dirname, "pages/hub")), launch()]);
  const types: Record<string, string> = { html: "text/html", js: "text/javascript" };
  pages = createServer(async ({ url = "/" }, response) => {
    const path = url === "/" ? "index.html" : url.slice(1);
    const ofModel = path.startsWith("model/") ? files[path.slice(6)] : undefined;
    const bytes = ofModel ?? (await readFile(join(built.folder, path)).catch(() => undefined));
    response.writeHead(bytes ? 200 : 404, {
      "content-type": types[path.split(".").at(-1) ?? ""] ?? "text/plain",
    });
    response.end(bytes);
  });
  await once(pages.listen(0, "127.0.0.1"), "listening");
  address = `http://127.0.0.1:${(pages.address() as AddressInfo).port}/`;
  const { tensors } = await readCheckpoint(files);
  const sum = (data: Float32Array) => data.reduce((all, value) => all + value, 0);
  expected = Object.fromEntries([...tensors].map(([name, { data }]) => [name, sum(data)]));
});
afterAll(async () => {
  pages.close();
  await Promise.all([browser.close(), built.remove()]);
});

let hub: Hub;
/** A profile of its own for each test, so that its cache is empty. */
let profile: BrowserContext;
let page: Page;
beforeEach(async () => {
  hub = await serveHub({ [REPO]: { files: { ...files, ...rest } } });
  profile = await browser.newContext();
  page = await open();
});
afterEach(async () => {
  await profile.close();
  hub.close();
});

async function open(): Promise<Page> {
  const tab = await profile.newPage();
  await tab.goto(address);
  await tab.waitForFunction("globalThis.load");
  return tab;
}

function load(options: HubOptions = {}, stopAt?: number, tab = page, source = REPO): Promise<Loaded> {
  const hubOptions = { endpoint: hub.endpoint, retryDelay: 1, ...options };
  const loading = ([model, each, stop]: [string, HubOptions, number?]) =>
    (globalThis as unknown as { load(...args: unknown[]): Promise<Loaded> }).load(model, each, stop);
  return tab.evaluate(loading, [source, hubOptions, stopAt] as [string, HubOptions, number?]);
}

const cdn = () => hub.requests.filter(({ server }) => server === "cdn");
const size = files[WEIGHTS].length;

test("a model comes from another origin, is kept by commit, and then loads with one look at what is new, or none", async () => {
  const { sums, figures = [] } = await load();
  expect(sums).toEqual(expected);
  const done = figures.map(([each]) => each);
  expect(done).toEqual([...done].sort((a, b) => a - b));
  expect(figures.every(([, each]) => each === total)).toBe(true);
  expect(done.at(-1)).toBe(total);
  const asked = hub.requests.map(({ path }) => path.split("/").at(-1)).sort();
  expect(asked).toEqual([...Object.keys(files), WEIGHTS, "main"].sort());

  hub.requests.length = 0;
  page = await open();
  expect((await load()).sums).toEqual(expected);
  expect(paths(hub)).toEqual([`/api/models/${REPO}/revision/main`]);

  expect((await load({ offline: true })).sums).toEqual(expected);
  hub.close();
  expect((await load({ retries: 0 })).sums).toEqual(expected);
});

test("nothing is asked of a hub for a model that has an address", async () => {
  const origins = new Set<string>();
  page.on("request", (request) => origins.add(new URL(request.url()).origin));
  expect((await load({}, undefined, page, "./model")).sums).toEqual(expected);
  expect((await load({}, undefined, page, `${address}model`)).sums).toEqual(expected);
  expect([...origins]).toEqual([address.slice(0, -1)]);
  expect(hub.requests).toEqual([]);
});

test("a broken connection is taken up where it broke", async () => {
  // What waits in a browser when the connection breaks is lost, so it breaks when the page has it all.
  let cuts = 0;
  hub.fault = ({ server }) => {
    if (server !== "cdn" || cuts === 3) return undefined;
    const bytes = total - size + ++cuts * 100_000;
    return { cut: 100_000, arrived: async () => Number(await page.evaluate("arrived")) >= bytes };
  };
  expect((await load()).sums).toEqual(expected);
  expect(cdn().map(({ headers, sent }) => [headers.range, sent])).toEqual([
    [undefined, 100_000],
    ["bytes=100000-", 100_000],
    ["bytes=200000-", 100_000],
    ["bytes=300000-", size - 300_000],
  ]);
});

test("what was cancelled goes on in another tab", async () => {
  hub.fault = ({ server, headers }) => (server === "cdn" && !headers.range ? { stall: 300_000 } : undefined);
  expect((await load({}, total - size + 300_000)).code).toBe("cancelled");
  const { code, message } = await load({ offline: true });
  expect(code).toBe("offline");
  expect(message).toContain("Missing in the browser's Cache Storage");
  await page.close();
  page = await open();
  expect((await load()).sums).toEqual(expected);
  expect(cdn().map(({ headers }) => headers.range)).toEqual([undefined, "bytes=300000-"]);
  expect(cdn()[1].sent).toBe(size - 300_000);
});

test("bytes that are not those of the file are noticed and not kept", async () => {
  hub.fault = ({ server }) => (server === "cdn" ? { damage: true } : undefined);
  const { code, message } = await load();
  expect(code).toBe("hash-mismatch");
  expect(message).toContain(sha256(files[WEIGHTS]));
  hub.fault = ({ path }) => (path.endsWith("vocab.json") ? { damage: true } : undefined);
  await page.evaluate("caches.delete('clipscope-hub')");
  expect((await load()).code).toBe("hash-mismatch");
  hub.fault = () => undefined;
  expect((await load()).sums).toEqual(expected);
});

test("a page without Cache Storage and Web Crypto downloads, verifies, and says once that it keeps nothing", async () => {
  const tab = await profile.newPage();
  await tab.addInitScript(() => {
    Object.defineProperty(globalThis, "caches", { value: undefined });
    Object.defineProperty(crypto, "subtle", { value: undefined });
  });
  const said: string[] = [];
  tab.on("console", (message) => said.push(message.text()));
  await tab.goto(address);
  await tab.waitForFunction("globalThis.load");
  for (let visit = 0; visit < 2; visit++) expect((await load({}, undefined, tab)).sums).toEqual(expected);
  expect(cdn()).toHaveLength(2);
  expect(said.filter((text) => text.includes("can't cache models (it has no Cache Storage)"))).toHaveLength(
    1,
  );
  hub.fault = ({ server }) => (server === "cdn" ? { damage: true } : undefined);
  expect((await load({}, undefined, tab)).code).toBe("hash-mismatch");
});

test("the token stays with the hub", async () => {
  hub.models[REPO].isPrivate = true;
  expect((await load()).code).toBe("not-found");
  expect((await load({ token: TOKEN })).sums).toEqual(expected);
  expect(cdn().map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

test("two tabs download a model once", async () => {
  const tabs = [page, await open()];
  const loads = await Promise.all(tabs.map((tab) => load({}, undefined, tab)));
  expect(loads.map(({ sums }) => sums)).toEqual([expected, expected]);
  expect(cdn().length).toBe(1);
});
