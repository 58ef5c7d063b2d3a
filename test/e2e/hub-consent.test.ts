import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { readCheckpoint } from "@clipscope/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { serve } from "../../scripts/serve/server.mjs";
import { serveHub } from "../hub/server.mjs";
import { files, type Hub, REPO, rest, total } from "../hub/setup.js";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { launchFirefox } from "./firefox.mjs";

interface Opened {
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<unknown>;
}
interface Browser {
  open(url: string): Promise<Opened>;
  close(): Promise<unknown>;
}

const inChromium = async (): Promise<Browser> => {
  const browser = await launch();
  const open = async (url: string): Promise<Opened> => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction("globalThis.start");
    return { evaluate: (expression) => page.evaluate(expression), close: () => context.close() };
  };
  return { open, close: () => browser.close() };
};

const inFirefox = async (): Promise<Browser> => {
  const browser = await launchFirefox();
  const open = async (url: string): Promise<Opened> => {
    const page = await browser.newPage();
    await page.goto(url); // with its modules; the page's policy forbids waitForFunction
    return page;
  };
  return { open, close: () => browser.close() };
};

const BROWSERS: [string, () => Promise<Browser>][] = [
  ["Chromium", inChromium],
  ["Firefox", inFirefox],
];

let built: Awaited<ReturnType<typeof bundle>>;
let hub: Hub;
let pages: Awaited<ReturnType<typeof serve>>;
/** A server that is neither ours nor the hub's. */
let stranger: Server;
let strangersVisits = 0;

beforeAll(async () => {
  built = await bundle(join(import.meta.dirname, "pages/hub-consent"));
  hub = await serveHub({ [REPO]: { files: { ...files, ...rest } } });
  pages = await serve({ folders: { "/": built.folder }, port: 0, hubHosts: [hub.endpoint, hub.cdn] });
  stranger = createServer((_, response) => {
    strangersVisits++;
    response.writeHead(200, { "access-control-allow-origin": "*" }).end();
  });
  await new Promise<void>((done) => stranger.listen(0, "127.0.0.1", done));
});
afterAll(async () => {
  hub?.close();
  stranger?.close();
  await Promise.all([pages?.close(), built?.remove()]);
});
beforeEach(() => {
  strangersVisits = 0;
  hub.requests.length = 0;
});

describe.for(BROWSERS)("in $0", ([, start]) => {
  let browser: Browser;
  let page: Opened;
  beforeAll(async () => {
    browser = await start();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    page = await browser.open(pages.url);
  });
  afterEach(() => page.close());

  const load = () => {
    const options = JSON.stringify({ endpoint: hub.endpoint, retries: 0, timeout: 10_000 });
    return page.evaluate(`load(${JSON.stringify(REPO)}, ${options})`) as Promise<{
      tensors?: number;
      bytes?: number[];
      total?: number;
      code?: string;
    }>;
  };

  test("nothing reaches the hub before consent; afterwards a model comes from it and its file server", async () => {
    await page.evaluate("start('')");
    expect((await load()).code).toBe("network");
    expect(hub.requests).toEqual([]);

    await page.evaluate("start('?hub')");
    const { tensors, bytes = [], ...loaded } = await load();
    expect(tensors).toBe((await readCheckpoint(files)).tensors.size);
    expect(loaded.total).toBe(total);
    expect(bytes.at(-1)).toBe(total);
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
    expect(new Set(hub.requests.map(({ server }) => server))).toEqual(new Set(["hub", "cdn"]));

    hub.requests.length = 0;
    await page.evaluate("start('?hub')");
    expect((await load()).tensors).toBe(tensors);
    expect(hub.requests.map(({ path }) => path)).toEqual([`/api/models/${REPO}/revision/main`]);
  });

  test("consent is the worker's alone, and for the hub's hosts alone", async () => {
    await page.evaluate("start('?hub')");
    const elsewhere = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`;
    expect(await page.evaluate(`reachFromWorker("${hub.endpoint}/")`)).toBe(true);
    expect(await page.evaluate(`reachFromWorker("${elsewhere}")`)).toBe(false);
    expect(await page.evaluate(`reachFromPage("${hub.endpoint}/")`)).toBe(false);
    expect(await page.evaluate(`reachFromPage("${elsewhere}")`)).toBe(false);
    expect(strangersVisits).toBe(0);
    expect(hub.requests).toHaveLength(1);
    await page.evaluate("start('')");
    expect(await page.evaluate(`reachFromWorker("${hub.endpoint}/")`)).toBe(false);
  });

  test("an address that the person gave can be reached by the worker started for it", async () => {
    const { port } = stranger.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    await page.evaluate(`start("?allow=${encodeURIComponent(origin)}")`);
    expect(await page.evaluate(`reachFromWorker("${origin}/data.zip")`)).toBe(true);
    expect(await page.evaluate(`reachFromWorker("${hub.endpoint}/")`)).toBe(false);
    expect(await page.evaluate(`reachFromPage("${origin}/data.zip")`)).toBe(false);
    expect(hub.requests).toEqual([]);
  });
});
