import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { HUB_HOSTS } from "@clipscope/core";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveExplorer } from "../../scripts/serve/explorer.mjs";
import { root } from "../../scripts/setup/places.mjs";
import { filesIn, serveHub } from "../hub/server.mjs";
import { launch } from "./chromium.mjs";

const REPO = "tests/shapes";

let browser: Browser;
let pages: Awaited<ReturnType<typeof serveExplorer>>;
let hub: Awaited<ReturnType<typeof serveHub>>;
/** A server of data, which allows other pages to read them. */
let other: Server;
let visits = 0;

beforeAll(async () => {
  const files = await filesIn(join(root, "test/evidence/model"));
  [browser, pages, hub] = await Promise.all([
    launch(),
    serveExplorer({ port: 0 }),
    serveHub({ [REPO]: { files } }),
  ]);
  other = createServer((_, response) => {
    visits++;
    const lines = Array.from({ length: 12 }, (_, i) =>
      JSON.stringify({ label: i % 2 ? "even" : "odd", embedding: [Math.sin(i), Math.cos(i), i / 12] }),
    );
    response.writeHead(200, { "access-control-allow-origin": "*" }).end(lines.join("\n"));
  });
  await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
});
afterAll(async () => {
  hub?.close();
  other?.close();
  await Promise.all([browser?.close(), pages?.close()]);
});

/**
 * A page whose requests to the hub are answered by the local one; the page's policy is the real one. That downloads
 * follow the hub to its file servers is in hub-consent.test.ts: a redirect can't be intercepted here.
 */
async function openPage(hash = ""): Promise<{ page: Page; asked: string[] }> {
  const context = await browser.newContext();
  const asked: string[] = [];
  await context.route(/^https:\/\//, async (route) => {
    const { host, pathname, search } = new URL(route.request().url());
    asked.push(host);
    const answer = await fetch(`${hub.endpoint}${pathname}${search}`);
    const headers = Object.fromEntries(answer.headers);
    await route.fulfill({ status: answer.status, headers, body: Buffer.from(await answer.arrayBuffer()) });
  });
  const page = await context.newPage();
  await page.goto(`${pages.url}${hash}`);
  return { page, asked };
}

test("a model of the hub: the page names the hosts and asks before it contacts them", async () => {
  const { page, asked } = await openPage("#v=2&data=null&model.kind=none&without=model.id,sample&end");
  await page.getByTestId("open-model").first().click();
  await page.getByTestId("hub-id").fill(REPO);
  await page.getByTestId("hub-id-open").click();
  const permission = page.getByTestId("hub-permission");
  for (const host of HUB_HOSTS) await permission.getByText(host, { exact: true }).waitFor();
  expect(asked).toEqual([]);
  await page.getByTestId("hub-allow").click();
  await page.getByTestId("backend").waitFor();
  await page.locator("model-section").getByText("48 numbers").waitFor();
  expect(new Set(asked)).toEqual(new Set(["huggingface.co"]));
  await page.context().close();
});

test("a link to a model of the hub contacts nobody before the person agrees", async () => {
  const { page, asked } = await openPage(
    `#v=2&data=null&model.kind=hub&model.id=${encodeURIComponent(REPO)}&without=sample&end`,
  );
  await page.getByTestId("ask-hub").first().waitFor();
  expect(asked).toEqual([]);
  await page.getByTestId("ask-hub").first().click();
  await page.getByTestId("hub-allow").click();
  await page.getByTestId("backend").waitFor();
  await page.context().close();
});

test("data of another server are read when the person types the address, and from a link after a click", async () => {
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/vectors.jsonl`;
  const { page } = await openPage(
    `#v=2&data.kind=url&data.url=${encodeURIComponent(url)}&model.kind=none&without=data.id,data.parts,model.id,sample&end`,
  );
  await page.getByTestId("contact").first().waitFor();
  expect(visits).toBe(0);
  await page.getByTestId("contact").first().click();
  await expect.poll(() => page.getByTestId("row-count").textContent()).toContain("12 rows");
  await page.context().close();

  const typed = await openPage("#v=2&data=null&model.kind=none&without=model.id,sample&end");
  await typed.page.getByTestId("open").click();
  await typed.page.getByTestId("data-url").fill(url);
  await typed.page.getByTestId("data-url-open").click();
  await expect.poll(() => typed.page.getByTestId("row-count").textContent()).toContain("12 rows");
  await typed.page.context().close();
});
