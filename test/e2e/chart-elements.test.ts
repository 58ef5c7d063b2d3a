import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { serveStatic } from "./static.js";

let built: { folder: string; remove(): Promise<void> };
let server: { url: string; close(): Promise<void> };
let browser: Browser;
let page: Page;

declare global {
  /** What the element under test told, in order: [event, detail]. */
  var heard: [string, unknown][] | undefined;
}

beforeAll(async () => {
  built = await bundle(join(import.meta.dirname, "pages/charts"));
  server = await serveStatic({ "/": built.folder }, { isolated: false });
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await built?.remove();
});
beforeEach(async () => {
  await page?.close();
  page = await browser.newPage({ viewport: { width: 800, height: 600 }, reducedMotion: "reduce" });
  await page.goto(server.url);
  await page.waitForFunction("globalThis.copies?.length === 1");
});

/** Puts an element into the page with these properties, and keeps what it tells. */
async function show(
  tag: string,
  properties: object,
  events: readonly string[],
  height = "auto",
): Promise<void> {
  await page.evaluate(
    async ({ tag, properties, events, height }) => {
      globalThis.copies?.[0].define();
      const element = Object.assign(document.createElement(tag), properties) as HTMLElement & {
        updateComplete: Promise<unknown>;
      };
      Object.assign(element.style, { width: "700px", height });
      globalThis.heard = [];
      for (const name of events) {
        element.addEventListener(name, (event) =>
          globalThis.heard?.push([name, (event as CustomEvent).detail]),
        );
      }
      document.body.append(element);
      await element.updateComplete;
    },
    { tag, properties, events, height },
  );
}
const told = () => page.evaluate(() => globalThis.heard);
/** Texts of the elements that match, with single spaces. */
const words = async (selector: string) =>
  (await page.locator(selector).allTextContents()).join(" ").replaceAll(/\s+/g, " ").trim();
const lastTold = async () => (await told())?.at(-1);

test("a similarity matrix is read with the keyboard and the pointer", async () => {
  await show("clip-similarity", {}, ["cell-hover", "cell-pick"], "400px");
  await page.locator("clip-similarity").evaluate((element) => {
    const cosines = { data: Float32Array.of(0.31, 0.22, 0.25, 0.24), rows: 2, cols: 2 };
    const data = { cosines, texts: ["a cat", "a dog"], names: ["cat.png", "dog.png"] };
    return Object.assign(element as HTMLElementTagNameMap["clip-similarity"], { data }).updateComplete;
  });
  const about = () => words("clip-similarity .about");
  expect(await about()).toBe("2 images × 2 texts: 1 of 2 images are closest to their own text");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  expect(await lastTold()).toEqual(["cell-hover", { row: 0, column: 0 }]);
  await page.keyboard.press("PageDown");
  await page.keyboard.press("End");
  expect(await about()).toBe("dog.png, “a dog”: cosine 0.240, rank 2 of 2, its own text");
  await page.keyboard.press("Enter");
  expect(await lastTold()).toEqual(["cell-pick", { row: 1, column: 1 }]);
  await page.keyboard.press("Escape");
  expect(await about()).toContain("2 images × 2 texts");
  const { x = 0, y = 0, width = 0 } = (await page.locator("clip-similarity .stage").boundingBox()) ?? {};
  // Cells of 72 pixels in the middle, below the texts.
  for (let down = 40; down < 160; down += 20) await page.mouse.move(x + width / 2 - 20, y + down);
  expect(await about()).toContain("“a cat”: cosine");
});

test("tokens are walked with arrow keys and picked", async () => {
  const value = {
    text: "A xylophone",
    tokens: ["a</w>", "xy", "lophone</w>"],
    ids: [320, 9360, 37129],
    contextLength: 4,
  };
  await show("clip-tokens", { value }, ["token-hover", "token-pick"]);
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("End");
  expect(await lastTold()).toEqual(["token-hover", { index: 2, token: "lophone</w>", id: 37129 }]);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  expect(await lastTold()).toEqual(["token-pick", { index: 1, token: "xy", id: 9360, slot: 2 }]);
  expect(await words("clip-tokens .meter")).toBe("needs 5 of 4 slots");
  expect(await words("clip-tokens .lost")).toBe("lophone (1 token; 2 fit between start and end)");
});

test("a prompt board tells what to put into the ensemble, sorts, and hides results until they are revealed", async () => {
  const score = (value: number) => ({
    accuracy: { value, low: value - 0.05, high: value + 0.05 },
    gain: { difference: value - 0.6, low: value - 0.62, high: value - 0.58 },
  });
  const entries = [
    { id: "one", template: "a photo of a {}.", ...score(0.64) },
    { id: "two", template: "a drawing of a {}.", ...score(0.67), included: false },
  ];
  const events = ["include-change", "order-change", "guess-change"];
  await show(
    "clip-prompt-board",
    { board: { entries, ensemble: score(0.7) }, guesses: { one: undefined }, revealed: false },
    events,
  );
  const board = page.locator("clip-prompt-board");
  expect(await words("clip-prompt-board [role=table]")).not.toMatch(/64\.0|67\.0|70\.0|\+4\.0/);
  await board.getByLabel("Your guess for a photo of a {}., in percent").fill("70");
  await page.keyboard.press("Enter");
  expect(await lastTold()).toEqual(["guess-change", { id: "one", value: 0.7 }]);
  await board.evaluate((element) => Object.assign(element, { revealed: true, guesses: { one: 0.7 } }));
  expect(await words("clip-prompt-board [role=table]")).toContain("guess 70%, 6 points off");
  const second = board.getByLabel("“a drawing of a {}.” in the ensemble");
  await second.click();
  expect(await lastTold()).toEqual(["include-change", { ids: ["two"], included: true }]);
  await board.getByRole("button", { name: "Accuracy" }).click();
  expect(await lastTold()).toEqual(["order-change", "accuracy"]);
  expect(await words("clip-prompt-board code")).toBe("a drawing of a {}. a photo of a {}.");
  await board.getByLabel("All prompts in the ensemble").click();
  expect(await lastTold()).toEqual(["include-change", { ids: ["one", "two"], included: true }]);
});

test("neighbors are walked in two directions and picked", async () => {
  const neighbors = Array.from({ length: 12 }, (_, i) => ({
    row: 10 * i,
    cosine: 0.9 - i / 100,
    right: i % 2 === 0,
    kept: i < 3,
  }));
  await show("clip-neighbors", { query: { text: "a cat" }, neighbors }, ["neighbor-hover", "neighbor-pick"]);
  const list = page.locator("clip-neighbors ol button");
  const tops = await list.evaluateAll((buttons) =>
    buttons.map((button) => (button as HTMLElement).offsetTop),
  );
  const columns = tops.filter((top) => top === tops[0]).length;
  expect(columns).toBeGreaterThan(2);
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  expect(await lastTold()).toEqual(["neighbor-hover", 10 * columns]);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  expect(await lastTold()).toEqual(["neighbor-pick", 10 * (columns + 1)]);
  expect(await words("clip-neighbors .about")).toBe(
    "12 nearest, cosine 0.90 to 0.79: 6 of 12 right, 3 of 12 near on the map",
  );
});

test("a training run grows without its earlier points being drawn again", async () => {
  const points = Array.from({ length: 600 }, (_, i) => ({ step: i + 1, loss: 4 - i / 300 }));
  await show("clip-training", { runs: [{ name: "mini", points }], lastStep: 2000 }, ["step-hover"]);
  const seen = await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const element = document.querySelector("clip-training");
    if (!element) throw new Error("no element");
    const paths = () => [
      ...(element.renderRoot.querySelectorAll("svg g path") as NodeListOf<SVGPathElement>),
    ];
    const [first] = paths();
    const before = first.getAttribute("d");
    let written = 0;
    const observer = new MutationObserver((records) => {
      written += records.filter(({ target }) => target === first).length;
    });
    observer.observe(first, { attributes: true });
    for (let step = 601; step <= 1500; step++) element.add("mini", { step, loss: 2 + step / 10_000 });
    await frame();
    observer.disconnect();
    const all = paths().map((path) => path.getAttribute("d") ?? "");
    return {
      same: paths()[0] === first && all[0] === before,
      written,
      points: all.join("").match(/[ML]/g)?.length,
    };
  });
  expect(seen.same).toBe(true);
  expect(seen.written).toBe(0);
  // Raw values and their average.
  expect(seen.points).toBeGreaterThanOrEqual(2 * 1500);
  const training = page.locator("clip-training");
  expect(await words("clip-training output")).toBe("1,500");
  await training.getByRole("slider").focus();
  await page.keyboard.press("ArrowLeft");
  expect(await lastTold()).toEqual(["step-hover", 1485]);
  expect(await words("clip-training .readout")).toContain("2.15");
  await page.keyboard.press("Escape");
  expect(await lastTold()).toEqual(["step-hover", undefined]);
});
