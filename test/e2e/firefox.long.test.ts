import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { hashCheckpoint, readCheckpoint } from "@clipscope/core";
import { openDataset } from "@clipscope/datasets";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import type { Browser, ElementHandle, Page } from "puppeteer-core";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveExplorer } from "../../scripts/serve/explorer.mjs";
import { root } from "../../scripts/setup/places.mjs";
import { writeImages } from "../evidence/images.mjs";
import { readJson } from "../parity/goldens.js";
import { type Answer, answerOf } from "./answer.js";
import { launchFirefox } from "./firefox.mjs";

// A short visit in Firefox: the user's own data and checkpoint are opened, embedded, mapped and classified. The
// expected predictions are those of PyTorch's transformers, by test/parity/reference/make_evidence.py.

const model = join(root, "test/evidence/model");
const theirs = readJson("evidence.json");

let folder: string;
let server: Awaited<ReturnType<typeof serveExplorer>>;
let browser: Browser;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-firefox-"));
  [browser, server] = await Promise.all([launchFirefox(), serveExplorer({ port: 0 }), writeData()]);
  page = await browser.newPage();
  watch(page, server.url);
  // A link: the card that welcomes a first visit without one would lie over the map.
  await page.goto(`${server.url}#v=2&end`);
});
afterAll(async () => {
  await Promise.all([browser?.close(), server?.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** The labelled folder `shapes`, and `shapes.zip` of it: Firefox lets no driver choose a folder. */
async function writeData() {
  const { sha256 } = await writeImages(join(folder, "shapes"));
  expect(sha256).toBe(theirs.images.sha256);
  const zip = new ZipWriter(new Uint8ArrayWriter(), { level: 0 });
  for (const entry of await readdir(join(folder, "shapes"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    await zip.add(relative(folder, path), new Uint8ArrayReader(new Uint8Array(await readFile(path))));
  }
  await writeFile(join(folder, "shapes.zip"), await zip.close());
}

/** Notes errors of the page, and requests of the page and its workers that fail or go to another origin. */
function watch(page: Page, url: string) {
  const { origin } = new URL(url);
  page.on("request", (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (!/^(data|blob):$/.test(protocol) && asked !== origin) problems.push(`request to ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} for ${response.url()}`);
  });
  page.on("pageerror", (error) => problems.push(`page error: ${error}`));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console error: ${message.text()}`);
  });
}

/** The explorer's study, in its page. */
const STUDY = `document.querySelector("clipscope-app").explorer.study`;

const inPage = <T>(expression: string) => page.evaluate(expression) as Promise<T>;
const becomes = (expression: string, expected: unknown) =>
  expect.poll(() => inPage(expression), { timeout: 60_000, interval: 100 }).toEqual(expected);

/** An element of the page, whichever shadow roots it is within. */
async function element(selector: string): Promise<ElementHandle> {
  const find = () => page.$(`>>> ${selector}`);
  await expect.poll(async () => (await find()) !== null, { timeout: 10_000 }).toBe(true);
  return (await find()) as ElementHandle;
}
const click = async (selector: string) => (await element(selector)).click();
const textOf = async (selector: string) =>
  (await element(selector)).evaluate((found) => found.textContent?.replace(/\s+/g, " ").trim());

async function choose(input: string, ...paths: string[]) {
  const found = (await element(`[data-testid=${input}]`)) as ElementHandle<HTMLInputElement>;
  await found.uploadFile(...paths);
}

test("a checkpoint and a labelled folder are opened, and are what Node reads", async () => {
  await click("[data-testid=open]");
  await choose("choose-data", join(folder, "shapes.zip"));
  await becomes(`${STUDY}.dataset().value?.title`, "shapes");
  await inPage(
    `document.querySelector("clipscope-app").shadowRoot.querySelector("open-dialog").open("model")`,
  );
  await choose("choose-model", ...(await readdir(model)).map((name) => join(model, name)));
  await becomes(`${STUDY}.model().value?.width`, 48);

  const { hash, rows, roles } = await openDataset(join(folder, "shapes"));
  const found = `(({ hash, rows, roles }) => ({ hash, rows, roles }))(${STUDY}.dataset().value)`;
  expect(await inPage(found)).toEqual({ hash, rows, roles });
  const checkpoint = await hashCheckpoint(await readCheckpoint(model));
  expect(await inPage(`${STUDY}.model().value.id.hash`)).toBe(checkpoint);
});

test("every image is named as transformers names it, and the page shows that accuracy", async () => {
  const templates = await element("[data-testid=templates]");
  await templates.click();
  await page.keyboard.down("Control");
  await page.keyboard.press("a");
  await page.keyboard.up("Control");
  await page.keyboard.type((theirs.templates as string[]).join("\n"));
  await becomes(`${STUDY}.templates()`, theirs.templates);
  await inPage(`${STUDY}.scores().done`);

  const answer = await inPage<Answer>(`(${answerOf})(${STUDY})`);
  const { value, low, high, n } = theirs.zeroShot.top1;
  expect(answer.top1.n).toBe(n);
  expect(answer.top1.value).toBe(value);
  expect(answer.top1.low).toBeCloseTo(low, 9);
  expect(answer.top1.high).toBeCloseTo(high, 9);
  const { keys } = await openDataset(join(folder, "shapes"));
  const named = theirs.zeroShot.predictions.map((c: number, row: number) => [
    keys.at(row),
    theirs.classes[c],
  ]);
  expect(answer.predictions).toEqual(Object.fromEntries(named));
  await expect
    .poll(() => textOf("study-panel >>> [data-testid=accuracy]"))
    .toBe(`${(100 * value).toFixed(1)}%`);
});

/** Where the rows are on the map, in pixels of the page, once nothing is computed and nothing moves any more. */
async function places(): Promise<[x: number, y: number][]> {
  const map = await element("clip-scatter");
  const locate = () =>
    map.evaluate((element, rows) => {
      const scatter = element as HTMLElement & { locate(row: number): [number, number] };
      const { x, y } = scatter.getBoundingClientRect();
      return Array.from({ length: rows }, (_, row): [number, number] => {
        const [left, top] = scatter.locate(row);
        return [Math.round(x + left), Math.round(y + top)];
      });
    }, theirs.images.rows as number);
  let found = await locate();
  const rests = async () => {
    const before = found;
    found = await locate();
    return `${before}` === `${found}` && (await inPage(`${STUDY}.jobs.running.value.length`)) === 0;
  };
  await expect.poll(rests, { timeout: 60_000, interval: 300 }).toBe(true);
  return found;
}

test("the map draws the images where the layout has put them, and a click pins one", async () => {
  await click("[data-testid=layers]");
  await click("[data-testid=marks-dots]"); // a picture may be white where its point is
  await click("[data-testid=layers]");
  const points = await places();
  expect(new Set(points.map(String)).size).toBeGreaterThan(0.5 * points.length);
  const { data, info } = await sharp(await page.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const colorAt = ([x, y]: [number, number]) => {
    const at = (y * info.width + x) * info.channels;
    return Array.from(data.subarray(at, at + info.channels));
  };
  const corner = await (await element("clip-scatter")).boundingBox();
  const ground = colorAt([Math.round(corner?.x ?? 0) + 4, Math.round(corner?.y ?? 0) + 4]);
  const drawn = points.filter((point) => colorAt(point).some((value, i) => Math.abs(value - ground[i]) > 24));
  expect(drawn.length).toBeGreaterThan(0.95 * points.length); // a name's halo may cover a few

  const room = points.map(([x, y], row) =>
    Math.min(...points.map(([left, top], other) => (other === row ? 1e6 : Math.hypot(left - x, top - y)))),
  );
  const alone = room.indexOf(Math.max(...room));
  expect(room[alone]).toBeGreaterThan(1);
  await page.mouse.click(...points[alone]);
  await becomes(`document.querySelector("clipscope-app").explorer.pinned.value`, alone);
});

test("every view opens, and what was computed is kept in this browser", async () => {
  for (const [view, part] of [
    ["classify", "[data-testid=grid-count]"],
    ["confusion", "clip-confusion"],
    ["robustness", "robustness-view"],
  ]) {
    await click(`[data-testid=tab-${view}]`);
    await element(part);
  }
  expect(await page.$(">>> [data-testid=retry-view]")).toBeNull();
  expect(await textOf("[data-testid=storage]")).toMatch(/^[\d.]+ MB kept in this browser$/);
});

test("nothing went wrong, and nothing left for another origin", () => {
  expect(problems).toEqual([]);
});
