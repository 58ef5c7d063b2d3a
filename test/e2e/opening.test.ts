import type { Study } from "@clipscope/study";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { builtIns } from "../../scripts/serve/explorer.mjs";
import { explorer as built } from "../../scripts/setup/places.mjs";
import { launch } from "./chromium.mjs";
import { openAndWatch, serveCounted } from "./opening.mjs";

// The first visit: what it loads, that its layout does not shift, and that results computed in advance are those that the page computes.

/** Bytes until the page is idle, of which 2.5 MB are the drawings. */
const MOST_BYTES = 7e6;
const MOST_REQUESTS = 120;
const MOST_SHIFT = 0.06;

let browser: Browser;
let server: Awaited<ReturnType<typeof serveCounted>>;
beforeAll(async () => {
  [browser, server] = await Promise.all([
    launch(),
    builtIns().then((folders) => serveCounted({ "/": `${built}/dist`, ...folders })),
  ]);
});
afterAll(() => Promise.all([browser?.close(), server?.close()]));

/** Opens the default study in a profile of its own, and gives what it shows and which files it asked for. */
async function firstVisit({ prepared }: { prepared: boolean }) {
  // The service worker fetches all views for the next visit, some seconds after this one's map.
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    serviceWorkers: "block",
  });
  const page = await context.newPage();
  const asked: string[] = [];
  context.on("request", (request) => {
    asked.push(new URL(request.url()).pathname.split("/").at(-1) as string);
  });
  if (!prepared) await page.route("**/study.pack", (route) => route.fulfill({ status: 404 }));
  const before = { ...server.sent };
  const opening = await openAndWatch(page, server.url);
  const sent = {
    bytes: server.sent.bytes - before.bytes,
    requests: server.sent.requests - before.requests,
  };
  const study = `document.querySelector("clipscope-app").explorer.study`;
  const shown: ReturnType<typeof shownBy> = await page.evaluate(`(${shownBy})(${study})`);
  await context.close();
  return { opening, asked, sent, shown };
}

/** Every number of the first map and of the first scores. Runs in the page. */
function shownBy(study: Study) {
  const { x, y } = study.map().value?.positions ?? {};
  const { confidences, predictions, top1 } = study.scores().value ?? {};
  const list = (values: ArrayLike<number> | undefined) => Array.from(values ?? []);
  return { x: list(x), y: list(y), confidences: list(confidences), predictions: list(predictions), top1 };
}

test("the first visit loads no model and little else, and nothing shifts", async () => {
  const { opening, asked, sent } = await firstVisit({ prepared: true });
  expect(asked).toContain("study.pack");
  expect(asked.filter((name) => /\.safetensors$|\.wasm$/.test(name))).toEqual([]);
  expect(sent.bytes).toBeLessThan(MOST_BYTES);
  expect(sent.requests).toBeLessThan(MOST_REQUESTS);
  expect(opening.shift).toBeLessThan(MOST_SHIFT);
});

test("what was computed in advance is what the page computes itself", async () => {
  const given = (await firstVisit({ prepared: true })).shown;
  const { asked, shown: computed } = await firstVisit({ prepared: false });
  expect(asked).toContain("model.safetensors");
  expect(computed.x).toHaveLength(200);
  // A map depends on every bit of the images' vectors.
  const { confidences, ...exact } = given;
  expect(exact).toEqual({
    x: computed.x,
    y: computed.y,
    predictions: computed.predictions,
    top1: computed.top1,
  });
  // The last bits of texts' vectors depend on which texts are embedded together.
  for (const [i, confidence] of confidences.entries())
    expect(confidence).toBeCloseTo(computed.confidences[i], 5);
});
